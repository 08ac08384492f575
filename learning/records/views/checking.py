"""Checking what people report of learning elsewhere: the queue of an agency's lead or the team, and one report."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.filters import ListFilter, page_of
from learning.records import tasks
from learning.records.actions import ReportRefused, reject_report, verify_report
from learning.records.forms import AnswerForm
from learning.records.models import Completion, ExternalReport
from learning.records.models.external import CHECK_EVERYBODY
from learning.records.queries import reports_to_check, waiting_reports
from people.models import Agency, Post
from people.queries import agencies_led_by

REPORTS_A_PAGE = 25


def agencies_checked(request: HttpRequest, on: date) -> dict[str, Agency]:
    """Return the agencies for which the reader checks reports, by code. Raises Http404 if there are none."""
    everybody = request.user.has_perms(CHECK_EVERYBODY)
    checked = Agency.objects.order_by("path") if everybody else agencies_led_by(request.user, on=on)
    agencies = {agency.code: agency for agency in checked}
    if not agencies:
        raise Http404("Nobody's reports are shown to somebody who checks none.")
    return agencies


@login_required
@never_cache
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits, the oldest first; or what was answered, the latest first."""
    today = clock.today()
    agencies = agencies_checked(request, today)
    choices = {"agency": ("Agency", [(code, str(one)) for code, one in agencies.items()])} if len(agencies) > 1 else {}
    chosen = ListFilter(request, {**choices, "show": ("Show", [("answered", "What has been answered")])})
    chosen.fields["show"].choices = [("", "What waits"), ("answered", "What has been answered")]  # type: ignore[attr-defined]
    below = agencies.get(chosen.chosen.get("agency", ""))
    answered = chosen.chosen.get("show") == "answered"
    page = page_of(request, reports_to_check(request.user, on=today, below=below, answered=answered), REPORTS_A_PAGE)
    posts = posts_of({one.person_id for one in page.object_list}, on=today)
    context = {
        "filter": chosen,
        "page": page,
        "rows": [(one, posts.get(one.person_id, [])) for one in page.object_list],
        "answered": answered,
        "agency": below,
        "today": today,
    }
    return render(request, "records/reports_to_check.html", context)


def posts_of(people: Iterable[int], *, on: date) -> dict[int, list[Post]]:
    """Return the posts that some people hold on a day, by person, in one query."""
    found: dict[int, list[Post]] = defaultdict(list)
    for post in Post.objects.held_on(on).filter(person__in=people).select_related("role", "agency"):
        found[post.person_id].append(post)
    return found


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, key: int) -> HttpResponse:
    """One report with its evidence: verify it or turn it down."""
    today = clock.today()
    theirs = ExternalReport.objects.to_check_by(request.user, on=today)
    shown = theirs.select_related("person", "course", "file", "answer__completion__correction", "answer__answered_by")
    report = get_object_or_404(shown.defer("file__content"), pk=key)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            answer(request, report, form)
        except ReportRefused as refused:
            form.add_error(refused.field or None, str(refused))
        else:
            tasks.send_letters.enqueue()
            return on_to_the_next(request, report, today)
    others = Completion.objects.standing().filter(person=report.person_id, course=report.course_id)
    context = {
        "report": report,
        "form": form,
        "posts": posts_of([report.person_id], on=today).get(report.person_id, []),
        "others": others.order_by("-completed_on", "-pk")[:5],
    }
    return render(request, "records/check_report.html", context, status=422 if form.is_bound else 200)


def answer(request: HttpRequest, report: ExternalReport, form: AnswerForm) -> None:
    reason = form.cleaned_data["reason"]
    if form.cleaned_data["verdict"] == "verified":
        verify_report(report=report, note=reason, by=request.user, today=clock.today())
        messages.success(request, f"Verified: {report.course.title} is on {report.person}’s record.")
    else:
        reject_report(report=report, reason=reason, by=request.user)
        messages.success(request, f"Not accepted. {report.person} is told, and can read why.")


def on_to_the_next(request: HttpRequest, report: ExternalReport, today: date) -> HttpResponse:
    """Go to the oldest that waits, so that a morning's checking is one after another; to the list if none does."""
    upcoming = waiting_reports(request.user, on=today).order_by("reported_at", "pk").first()
    return redirect(upcoming) if upcoming else redirect("records:reports_to_check")
