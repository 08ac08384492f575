"""Learning done elsewhere, for the person who did it: what they reported, and what came of it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.filters import page_of
from learning.records.actions import ReportRefused, report_course, withdraw_report
from learning.records.forms import ReportForm
from learning.records.models import EvidenceFile
from learning.records.queries import own_reports
from learning.records.views.evidence import file_of

REPORTS_A_PAGE = 20


@login_required
@never_cache
@require_safe
def elsewhere(request: HttpRequest) -> HttpResponse:
    """All that one has reported, each with its state and why."""
    page = page_of(request, own_reports(request.user), REPORTS_A_PAGE)
    return render(request, "records/elsewhere.html", {"page": page})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Report a course done elsewhere."""
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form, kept = ReportForm(*given, by=request.user, today=clock.today()), None
    if form.is_bound:
        is_whole = form.is_valid()
        kept = file_of(form, by=request.user)
        if is_whole and save(request, form, kept):
            messages.success(request, "Reported. Whoever checks your agency’s training looks at it, and you are told.")
            return redirect("records:elsewhere")
    context = {"form": form, "kept": kept}
    return render(request, "records/report.html", context, status=422 if form.is_bound else 200)


def save(request: HttpRequest, form: ReportForm, file: EvidenceFile | None) -> bool:
    given: dict[str, Any] = form.cleaned_data
    try:
        report_course(
            person=request.user, course=given["course"], on=given["completed_on"], provider=given["provider"],
            hours=given["hours"], reference=given["reference"], file=file, by=request.user, today=clock.today(),
        )  # fmt: skip
    except ReportRefused as refused:
        form.add_error(refused.field or None, str(refused))
        return False
    return True


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, key: int) -> HttpResponse:
    """Take back a report that waits to be checked, after asking whether they are sure."""
    mine = get_object_or_404(own_reports(request.user), pk=key)
    if request.method == "POST":
        try:
            withdraw_report(report=mine, by=request.user)
        except ReportRefused as refused:
            messages.warning(request, str(refused))
        else:
            messages.success(request, "Withdrawn. You can report it again whenever you like.")
        return redirect("records:elsewhere")
    if not mine.is_waiting:
        return redirect("records:elsewhere")
    return render(request, "records/withdraw_report.html", {"report": mine})
