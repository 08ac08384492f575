"""What somebody who looks after a post may do for its holder: record an absence, start a course."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core import clock
from core.queries import readable_pages
from learning.compliance.forms import AbsenceForm, BackForm, EnrolForm
from learning.lessons import actions as lessons
from learning.lessons.models import CoursePage
from learning.lessons.queries import Before, before_starting, outline_of
from learning.lessons.queries.ways import newest_enrolment
from people.actions.absences import AbsenceRefused, end_absence, record_absence
from people.models import Absence, Post


def post_looked_after(request: HttpRequest, key: int, *, absences: bool = False) -> Post:
    """Return a post that the reader looks after today; with `absences`, one that they may record them for.

    One's own, and what is only theirs to see, is not there.
    """
    today = clock.today()
    theirs = Post.objects.looked_after_by(request.user, on=today, absences=absences).held_on(today)
    others = theirs.exclude(person=cast(Any, request.user))
    return get_object_or_404(others.select_related("person", "agency", "role"), pk=key)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def absence(request: HttpRequest, key: int) -> HttpResponse:
    """Record that somebody is away; while an absence is open, that they are back."""
    post = post_looked_after(request, key, absences=True)
    is_open = post.absences.filter(back_on=None).order_by("-away_from").first()
    kind = BackForm if is_open else AbsenceForm
    form = kind(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            save_absence(request, post, is_open, form)
        except AbsenceRefused as refused:
            form.add_error("back_on" if is_open else "away_from", str(refused))
        else:
            messages.success(request, f"Recorded. {post.person}’s deadlines follow it from now on.")
            return redirect("team_post", key=post.pk)
    context = {"post": post, "form": form, "is_open": is_open}
    return render(request, "compliance/absence.html", context, status=422 if form.is_bound else 200)


def save_absence(request: HttpRequest, post: Post, is_open: Absence | None, form: forms.Form) -> None:
    given = form.cleaned_data
    if is_open:
        end_absence(absence=is_open, back_on=given["back_on"], by=request.user)
    else:
        record_absence(
            post=post, away_from=given["away_from"], back_on=given["back_on"], kind=given["kind"], by=request.user
        )


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest, key: int) -> HttpResponse:
    """Start an online course for somebody: they find it under what is in progress."""
    post, at = post_looked_after(request, key), clock.now()
    # What is still under embargo for the reader isn't named to them, whoever else may read it already.
    theirs = readable_pages(CoursePage, request.user, at=at).order_by().values("pk")
    readable = readable_pages(CoursePage, post.person, at=at).filter(pk__in=theirs)
    pages = {str(page.pk): page for page in readable.select_related("course")}
    if not pages:
        raise Http404("No course is online that this person and the reader may read.")
    courses = [(value, page.title) for value, page in pages.items()]
    form = EnrolForm(request.POST if request.method == "POST" else None, courses=courses)
    if form.is_valid():
        page = pages[form.cleaned_data["course"]]
        try:
            before = start(post, page, by=request.user)
        except lessons.AskedFirstMissing as refused:
            needs = f"“{page.title}” asks for {refused.before.words} first, which isn’t on {post.person}’s record yet."
            form.add_error("course", f"{needs} Start that for them, or choose another course.")
        else:
            messages.success(request, f"{post.person} finds “{page.title}” under In progress in My learning.")
            if before and before.missing:
                messages.warning(request, f"It builds on {before.words}, which isn’t on {post.person}’s record yet.")
            return redirect("team_post", key=post.pk)
    context = {"post": post, "form": form}
    return render(request, "compliance/enrol.html", context, status=422 if form.is_bound else 200)


def start(post: Post, page: CoursePage, *, by: Any) -> Before | None:
    """Begin a cycle of a course for a post's holder, unless one is under way, and return what it asks for first.

    Raises AskedFirstMissing if it can't be started without.
    """
    at = clock.now()
    newest = newest_enrolment(post.person, page)
    outline = outline_of(page, reader=post.person, at=at)
    after = newest.pk if newest else None
    lessons.enrol(person=post.person, course_page=page, required=outline.required, after=after, at=at, by=by)
    return before_starting(post.person, outline.asks, on=clock.today())
