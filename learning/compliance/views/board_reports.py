"""Published reports: listed, shown as they were, as files, and beside what the same day is told as now."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.table_files import FORMATS, table_response
from learning.compliance.actions.reports import ReportRefused, publish_report
from learning.compliance.forms import BoardFilterForm, PublishForm
from learning.compliance.models import BoardReport, Requirement
from learning.compliance.queries.board import BoardFigures, counts_in, figures_from
from learning.compliance.queries.since_report import Change, changes_since, count_by_why
from learning.compliance.queries.uptake import uptake_in
from learning.compliance.rules.quarters import quarter_ends
from learning.compliance.rules.small_cells import LEAST_SHOWN
from learning.compliance.views.board import check_board
from learning.compliance.views.board_pages import FILE_HEADER, figures_context, file_rows
from people.models import Post

CHANGES_A_PAGE = 50


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reports(request: HttpRequest) -> HttpResponse:
    """Every published report; for the team, a way to publish another."""
    of_team = check_board(request)
    if request.method == "POST" and not of_team:
        raise PermissionDenied
    today = clock.today()
    last_quarter = quarter_ends(today, 1)[0]
    form = PublishForm(request.POST or None, today=today, initial={"as_at": last_quarter})
    if request.method == "POST" and form.is_valid():
        try:
            report = publish_report(**form.cleaned_data, by=request.user, today=today)
        except ReportRefused as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, "The report is published. It stays as it is.")
            return redirect(report)
    listed = BoardReport.objects.with_latest().select_related("published_by")
    context = {"reports": listed, "of_team": of_team, "form": form}
    return render(request, "compliance/board_reports.html", context)


@login_required
@never_cache
@require_safe
def report(request: HttpRequest, key: int) -> HttpResponse:
    """One report, as it was published."""
    check_board(request)
    shown = get_object_or_404(BoardReport.objects.with_latest(), pk=key)
    chosen = request.GET.get("requirement", "")
    figures = figures_of(shown, chosen)
    form = BoardFilterForm(request.GET, requirements=figures.requirements)
    context = {**figures_context(figures, chosen), "report": shown, "uptake": uptake_in(shown), "form": form}
    return render(request, "compliance/board_report.html", context)


@login_required
@never_cache
@require_safe
def report_file(request: HttpRequest, key: int, kind: str) -> HttpResponse:
    """One report as a file, with what is hidden hidden."""
    check_board(request)
    if kind not in FORMATS:
        raise Http404(f"No such format: {kind}")
    shown = get_object_or_404(BoardReport, pk=key)
    return table_response(kind, f"board-{shown.as_at.isoformat()}", FILE_HEADER, file_rows(figures_of(shown)))


def figures_of(shown: BoardReport, chosen: str = "") -> BoardFigures:
    return figures_from(counts_in(shown), requirement=chosen)


@login_required
@never_cache
@require_safe
def changes(request: HttpRequest, key: int) -> HttpResponse:
    """What has changed since a report was published: in counts, and for the team by name."""
    of_team = check_board(request)
    shown = get_object_or_404(BoardReport.objects.with_latest(), pk=key)
    found = changes_since(shown)
    titles = dict(Requirement.objects.values_list("pk", "title"))
    by_requirement = [
        (title, sum(change.requirement == key for change in found))
        for key, title in titles.items()
        if any(change.requirement == key for change in found)
    ]
    context: dict[str, Any] = {
        "report": shown,
        "of_team": of_team,
        "total": hidden_if_few(len(found), of_team),
        "by_why": [(why, hidden_if_few(number, of_team)) for why, number in count_by_why(found)],
        "by_requirement": [(title, hidden_if_few(number, of_team)) for title, number in by_requirement],
        "least": LEAST_SHOWN,
    }
    if of_team:
        page = Paginator(found, CHANGES_A_PAGE).get_page(request.GET.get("page"))
        context |= {"page": page, "rows": named(list(page.object_list), titles)}
    return render(request, "compliance/board_changes.html", context)


def hidden_if_few(number: int, of_team: bool) -> str:
    """Return a number of changes; for the board only whether it is small, or the rest of a total would tell."""
    if of_team:
        return f"{number:,}"
    return f"fewer than {LEAST_SHOWN}" if number < LEAST_SHOWN else f"{LEAST_SHOWN} or more"


def named(found: list[Change], titles: dict[int, str]) -> list[dict[str, Any]]:
    """Return changes with the person, post and requirement that each is of."""
    posts = Post.objects.select_related("person", "agency", "role").in_bulk({change.post for change in found})
    return [
        {"change": change, "post": posts.get(change.post), "requirement": titles.get(change.requirement, "")}
        for change in found
    ]
