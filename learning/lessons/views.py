"""Course and lesson pages. They post to their own addresses; what a form asks for is its `action`."""

from datetime import datetime
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods
from wagtail.views import serve as wagtail_serve

from core import clock
from core.public_pages import read_stamp
from learning.lessons import actions, quiz_pages, rules
from learning.lessons.models import CourseIndexPage, CoursePage, LessonPage
from learning.lessons.queries import (
    Lesson,
    Outline,
    Way,
    course_links,
    kept_outline,
    listed_courses,
    outline_of,
    way_through,
)
from learning.lessons.queries.checks import parts_of
from learning.lessons.queries.quiz_pages import listed_quizzes
from learning.lessons.queries.ways import newest_enrolment
from learning.quizzes.actions import AttemptRefused
from learning.quizzes.queries import first_unanswered

# -- The quick way in: courses at their usual address, for signed-in people ---------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def course_by_address(request: HttpRequest, course: str) -> HttpResponse:
    """Show the course page, or the quiz, at /courses/<course>/; whatever else is there is Wagtail's."""
    if request.user.is_authenticated:
        stamp = read_stamp()
        outline = _outline_at(request, f"/courses/{course}/", stamp)
        if outline:
            return show_course(request, outline)
        quiz = quiz_pages.outline_at(request, stamp)
        if quiz:
            return quiz_pages.show_outline(request, quiz)
    return wagtail_serve(request, request.path_info[1:])


@require_http_methods(["GET", "HEAD", "POST"])
def lesson_by_address(request: HttpRequest, course: str, lesson: str) -> HttpResponse:
    """Show the lesson at /courses/<course>/<lesson>/; whatever else is there is Wagtail's."""
    signed_in = request.user.is_authenticated
    outline = _outline_at(request, f"/courses/{course}/", read_stamp()) if signed_in else None
    found = outline.lesson(request.path_info) if outline else None
    if outline is None or found is None:
        return wagtail_serve(request, request.path_info[1:])
    return show_lesson(request, outline, found, LessonPage.objects.get(pk=found.pk))


def _outline_at(request: HttpRequest, path: str, stamp: int) -> Outline | None:
    return kept_outline(request.get_host(), path, reader=request.user, stamp=stamp, at=clock.now())


# -- Wagtail's way in: learning.lessons.wagtail_hooks gives the page, once it is settled that it may be read ------


def course_index(request: HttpRequest, page: CourseIndexPage) -> HttpResponse:
    """List the courses that the reader may read, with where they are in each."""
    courses = listed_courses(page, request.user, at=clock.now())
    quizzes = listed_quizzes(page, request.user, at=clock.now())
    context = page.get_context(request) | {"courses": courses, "quizzes": quizzes}
    return _answer(request, "lessons/course_index_page.html", context)


def course_page(request: HttpRequest, page: CoursePage) -> HttpResponse:
    return show_course(request, outline_of(page, reader=request.user, at=clock.now()))


def lesson_page(request: HttpRequest, page: LessonPage) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    course: CoursePage = page.get_parent().specific
    outline = outline_of(course, reader=request.user, at=clock.now())
    found = next((lesson for lesson in outline.lessons if lesson.pk == page.pk), None)
    return show_lesson(request, outline, found, page)


# -- A course -----------------------------------------------------------------------------------------------------


def show_course(request: HttpRequest, outline: Outline) -> HttpResponse:
    """Show a course: to anybody what it is, to a signed-in person where they are in it and what comes next."""
    if request.method == "POST":
        return _act_on_course(request, outline)
    way = way_through(outline, request.user, at=clock.now()) if request.user.is_authenticated else None
    context = {
        "page": outline.page,
        "outline": outline,
        "way": way,
        "steps": steps_of(outline, way),
        "breadcrumbs": outline.breadcrumbs,
        "still": still_parts(outline),
        "asked_first": asked_first_of(outline, way, request.user),
    }
    return _answer(request, "lessons/course_page.html", context)


# The parts of a course page that are the same for everybody, drawn once for as long as its outline is kept.
_drawn: WeakKeyDictionary[Outline, dict[str, SafeString]] = WeakKeyDictionary()


def still_parts(outline: Outline) -> dict[str, SafeString]:
    """Return `about` and `facts` of a course, drawn."""
    found = _drawn.get(outline)
    if found is None:
        context = {"outline": outline, "page": outline.page}
        found = {name: render_to_string(f"lessons/{name}.html", context) for name in ("about", "facts")}
        _drawn[outline] = found
    return found


def asked_first_of(outline: Outline, way: Way | None, reader: Any) -> dict[str, Any] | None:
    """Return what a course asks for first as its page shows it, with links: to nobody, and to whom it is asked of."""
    at = clock.now()
    asked = outline.asks.offered_on(clock.today()) if outline.asks else ()
    if outline.asks is None or not asked or (way and not way.before):
        return None
    links = course_links(reader, {one.course_id for one in asked}, at=at)
    rows = [
        {
            "title": one.title,
            "url": links[one.course_id].url if one.course_id in links else "",
            "state": "" if way is None or way.before is None else way.before.state_of(one),
        }
        for one in asked
    ]
    missing = [row for row in rows if row["state"] == "missing"]
    return {
        "rows": rows,
        "missing": missing,
        "in_a_room": any(not row["url"] for row in missing),
        "any_one": outline.asks.any_one,
        "blocks": outline.asks.blocks,
    }


def steps_of(outline: Outline, way: Way | None) -> list[dict[str, Any]]:
    """Return the lessons and the quiz of a course as the thread shows them."""
    done = way.done if way else frozenset()
    under_way = way is not None and way.next in (rules.Next.START, rules.Next.CONTINUE)
    states = rules.lesson_states(outline.lesson_keys, done, under_way=under_way and way is not None and way.under_way)
    steps = [
        {
            "title": lesson.title,
            "url": lesson.url if way else "",
            "state": state,
            "meta": rules.minutes_in_words(lesson.minutes) + ("" if lesson.required else " · optional"),
            "note": lesson.summary,
        }
        for lesson, state in zip(outline.lessons, states, strict=True)
    ]
    if outline.quiz:
        steps.append(_quiz_step(outline, way))
    return steps


def _quiz_step(outline: Outline, way: Way | None) -> dict[str, Any]:
    assert outline.quiz is not None
    passed = way is not None and way.quiz is not None and way.quiz.passed
    waiting = (rules.Next.TAKE_QUIZ, rules.Next.RESUME_QUIZ, rules.Next.WAIT, rules.Next.START_AGAIN)
    here = way is not None and way.next in waiting
    return {
        "title": outline.quiz.title,
        "state": "done" if passed else "current" if here else "to_do",
        "meta": f"{outline.quiz.questions} questions · pass mark {outline.quiz.pass_mark:f}%",
    }


def _act_on_course(request: HttpRequest, outline: Outline) -> HttpResponse:
    act = COURSE_ACTS.get(request.POST.get("action", ""))
    if act is None:
        return HttpResponseNotAllowed(["GET", "HEAD"])
    if not request.user.is_authenticated:
        return redirect_to_login(outline.url)
    try:
        return redirect(act(request, outline, clock.now()))
    except (actions.NotYet, AttemptRefused) as refused:
        messages.warning(request, str(refused))
        return redirect(outline.url)


def _start(request: HttpRequest, outline: Outline, at: datetime) -> str:
    actions.enrol(
        person=request.user, course_page=outline.page, required=outline.required,
        after=_uuid(request.POST.get("after", "")), at=at, by=request.user,
    )  # fmt: skip
    return outline.lessons[0].url if outline.lessons else outline.url


def _take_quiz(request: HttpRequest, outline: Outline, at: datetime) -> str:
    enrolment = newest_enrolment(request.user, outline.page)
    if enrolment is None:
        raise actions.NotYet("Start the course first: its quiz opens once you have done every required lesson.")
    attempt = actions.start_quiz(enrolment=enrolment, return_to=outline.url, at=at, by=request.user)
    position = first_unanswered(attempt)
    return f"/attempts/{attempt.pk}/{position}/" if position else f"/attempts/{attempt.pk}/check/"


def _finish(request: HttpRequest, outline: Outline, at: datetime) -> str:
    enrolment = newest_enrolment(request.user, outline.page)
    if enrolment is None or actions.finish_if_complete(enrolment=enrolment, at=at, by=request.user) is None:
        raise actions.NotYet("You haven’t finished this course yet: some of it is still to be done.")
    return outline.url


def _begin_again(request: HttpRequest, outline: Outline, at: datetime) -> str:
    enrolment = newest_enrolment(request.user, outline.page)
    if enrolment is not None:
        actions.begin_again(enrolment=enrolment, required=outline.required, at=at, by=request.user)
    return outline.lessons[0].url if outline.lessons else outline.url


COURSE_ACTS = {"start": _start, "quiz": _take_quiz, "finish": _finish, "again": _begin_again}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


# -- A lesson -----------------------------------------------------------------------------------------------------


def show_lesson(request: HttpRequest, outline: Outline, here: Lesson | None, page: LessonPage) -> HttpResponse:
    """Show a lesson to a signed-in person. `here` is None for an editor who reads it before it is published."""
    if request.method == "POST" and request.POST.get("action") == "done":
        return _mark_done(request, outline, here)
    if request.method == "POST" and request.POST.get("action") != "check":
        return HttpResponseNotAllowed(["GET", "HEAD"])
    key = request.POST.get("check", "")
    parts = parts_of(page, answered=key, response=request.POST.getlist(f"answer-{key}"))
    checks = [part.check for part in parts if part.check and part.check.error]
    errors = [{"text": check.error, "target": check.asked.first_control} for check in checks]
    way = way_through(outline, request.user, at=clock.now())
    before, after = _around(outline, here)
    context = {
        "page": page,
        "parts": parts,
        "outline": outline,
        "way": way,
        "steps": steps_of(outline, way),
        "here": here,
        "number": outline.lessons.index(here) + 1 if here else None,
        "before": before,
        "after": after,
        "is_done": here is not None and here.pk in way.done,
        "errors": errors,
        "has_errors": bool(errors),
        "breadcrumbs": [*outline.breadcrumbs, {"title": outline.page.title, "url": outline.url}],
    }
    return _answer(request, "lessons/lesson_page.html", context)


def _around(outline: Outline, here: Lesson | None) -> tuple[Lesson | None, Lesson | None]:
    if here is None:
        return None, None
    by_key = {lesson.pk: lesson for lesson in outline.lessons}
    before, after = rules.neighbours(outline.lesson_keys, here.pk)
    return by_key.get(before or 0), by_key.get(after or 0)


def _mark_done(request: HttpRequest, outline: Outline, here: Lesson | None) -> HttpResponse:
    """Mark the lesson as done, starting the course if this is the first of it, and go on to the next step."""
    if here is None:
        return redirect(outline.url)
    at = clock.now()
    try:
        enrolment = newest_enrolment(request.user, outline.page) or actions.enrol(
            person=request.user, course_page=outline.page, required=outline.required, after=None, at=at, by=request.user
        )
    except actions.AskedFirstMissing as refused:
        messages.warning(request, str(refused))
        return redirect(outline.url)
    was_open = enrolment.is_open
    completion = actions.mark_done(enrolment=enrolment, lesson=here.pk, at=at, by=request.user)
    _, after = _around(outline, here)
    finished = completion is not None and was_open
    return redirect(outline.url if finished or after is None else after.url)


def _answer(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    response = render(request, template, context)
    if request.user.is_authenticated:
        patch_cache_control(response, private=True, no_cache=True)
    return response
