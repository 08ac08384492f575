"""People of the demonstration partnership whom one journey makes for itself, so that no other journey is in its way."""

from uuid import uuid4

from wagtail.fields import StreamField

from briefings.library.models import BriefingPage
from core import clock
from home.models import ContentPage, HomePage
from learning.lessons.actions import enrol, mark_done, start_quiz
from learning.lessons.models import CoursePage, Enrolment, LessonPage, QuizPage
from learning.lessons.queries import outline_of
from learning.quizzes import rules
from learning.quizzes.actions import save_answer, start_attempt, submit_attempt
from learning.quizzes.models import Answer, Attempt
from learning.records.models import Completion
from people.demo import PASSWORD
from people.models import Person, Post


def demo_person(name: str) -> Person:
    """Return one of those who sign in, by the first part of their address."""
    return Person.objects.get(email=f"{name}@demo.example")


def colleague_of(name: str) -> Person:
    """Return a new person with the posts, groups and training of one who signs in."""
    model, number = demo_person(name), uuid4().hex[:8]
    person = Person.objects.create_user(
        f"{name}-{number}@demo.example", PASSWORD, first_name=model.first_name, last_name=f"Brook{number}"
    )
    person.groups.set(model.groups.all())
    for post in model.posts.all():
        Post.objects.create(
            person=person, agency=post.agency, role=post.role, kind=post.kind, start=post.start, end=post.end,
            line_manager=post.line_manager,
        )  # fmt: skip
    for row in Completion.objects.standing().filter(person=model, key__startswith="demo:"):
        Completion.objects.create(
            person=person, course=row.course, completed_on=row.completed_on, source=row.source, hours=row.hours,
            key=f"journey:{number}:{row.pk}", recorded_by=person,
        )  # fmt: skip
    return person


def course_page(code: str) -> CoursePage:
    page: CoursePage = CoursePage.objects.get(course__code=code)
    return page


def begin_course(person: Person, code: str, *, lessons_done: bool = False) -> Enrolment:
    """Return the person's new cycle of an online course, with all of its lessons done or none."""
    page = course_page(code)
    outline = outline_of(page, reader=person, at=clock.now())
    cycle = enrol(person=person, course_page=page, required=outline.required, after=None, at=clock.now(), by=person)
    for lesson in outline.lessons if lessons_done else []:
        mark_done(enrolment=cycle, lesson=lesson.pk, at=clock.now(), by=person)
    return cycle


def begin_quiz(person: Person, code: str = "SG-REFRESH") -> Attempt:
    """Return an attempt in progress at the quiz that ends an online course, its lessons done."""
    cycle = begin_course(person, code, lessons_done=True)
    return start_quiz(enrolment=cycle, return_to=cycle.course_page.url, at=clock.now(), by=person)


def begin_alone(person: Person, slug: str) -> Attempt:
    """Return an attempt in progress at the quiz that stands alone on a page."""
    page = QuizPage.objects.get(slug=slug)
    return start_attempt(quiz=page.quiz, person=person, cycle=None, return_to=page.url, at=clock.now())


def right(answer: Answer) -> list[str]:
    return sorted(rules.right_response(answer.version.type, answer.version.options))


def wrong(answer: Answer) -> list[str]:
    return [option["id"] for option in answer.version.options if not option["correct"]][:1]


def answers_of(attempt: Attempt) -> list[Answer]:
    """Return an attempt's answers in order, with the versions that were asked."""
    return list(attempt.answers.select_related("version").order_by("position"))


def answer_all(attempt: Attempt, *, rightly: bool) -> None:
    """Answer every question but those that a person would have to mark."""
    for row in answers_of(attempt):
        if rules.is_marked_by_hand(row.version.type):
            continue
        save_answer(
            attempt=attempt, position=row.position, response=right(row) if rightly else wrong(row),
            revision=row.revision, by=attempt.person, at=clock.now(),
        )  # fmt: skip


def written_essay(person: Person, slug: str = "a-worry-you-werent-sure-about") -> Attempt:
    """Return an attempt of theirs that is submitted, with an essay that awaits its marker."""
    attempt = begin_alone(person, slug)
    answer_all(attempt, rightly=True)
    for row in answers_of(attempt):
        if rules.is_marked_by_hand(row.version.type):
            save_answer(
                attempt=attempt, position=row.position, response=["I told the lead."], revision=row.revision,
                by=person, at=clock.now(),
            )  # fmt: skip
    return submit_attempt(attempt=attempt, by=person, at=clock.now())


def finish_quiz(person: Person, *, rightly: bool, code: str = "SG-REFRESH") -> Attempt:
    """Return an attempt that is submitted, every answer right or every answer wrong."""
    attempt = begin_quiz(person, code)
    answer_all(attempt, rightly=rightly)
    return submit_attempt(attempt=attempt, by=person, at=clock.now())


def page_of_every_block() -> ContentPage:
    """Return a public page with one of every kind of block that a page's own text may have, made the first time."""
    found = ContentPage.objects.filter(slug="every-block").first()
    if found:
        return found
    blocks = {"heading": "A heading of its own"} | {
        block.block_type: block.value
        for model in (BriefingPage, LessonPage, ContentPage)
        for page in model.objects.live()
        for field in model._meta.get_fields()
        if isinstance(field, StreamField)
        for block in getattr(page, field.name)
    }
    known = [(kind, blocks[kind]) for kind in ContentPage.body.field.stream_block.child_blocks if kind in blocks]
    page = ContentPage(title="Every block", slug="every-block", summary="One of each.", body=known)
    HomePage.objects.get().add_child(instance=page)
    return page
