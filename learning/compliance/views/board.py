"""The board's page: figures, no names."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import charts
from learning.compliance.forms import BoardFilterForm
from learning.compliance.models import BoardReport
from learning.compliance.queries.board import board_figures, quarter_counted_at
from learning.compliance.queries.trends import trend_for_board
from learning.compliance.queries.uptake import uptake_in, uptake_on
from learning.compliance.views.as_at import AsAt
from learning.compliance.views.board_pages import figures_context

REPORTS_SHOWN = 4
CONTENTS = [
    {"anchor": "requirements", "title": "By requirement"},
    {"anchor": "agencies", "title": "By sector and agency"},
    {"anchor": "trend", "title": "Over the last quarters"},
    {"anchor": "uptake", "title": "The year’s training"},
    {"anchor": "reports", "title": "Published reports"},
]


def check_board(request: HttpRequest) -> bool:
    """Return whether the reader is of the team, who see names too. Raises PermissionDenied for who isn't of either."""
    if not request.user.has_perm("people.view_board"):
        raise PermissionDenied
    return bool(request.user.has_perm("people.view_everyone"))


@login_required
@never_cache
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """How the partnership stands, by requirement, sector and agency, and how it has gone.

    The board looks at ends of months, at one that was reported as it was reported, and at the end of another quarter as
    the trend has it: two tellings of one day, or of two days running, would show by their difference what one person
    did.
    """
    as_at = AsAt(request, ends_of_months=not check_board(request))
    reports = BoardReport.objects.standing()
    reported = reports.filter(as_at=as_at.day).first() if as_at.ends_of_months else None
    chosen = request.GET.get("requirement", "")
    counted_at = quarter_counted_at(as_at.day) if as_at.ends_of_months and reported is None else None
    figures = board_figures(on=as_at.day, requirement=chosen, reported=reported, as_counted=counted_at is not None)
    context = {
        **figures_context(figures, chosen),
        **history(as_at, chosen if chosen in dict(figures.requirements) else ""),
        "uptake": (uptake_in(reported) if reported else None) or uptake_on(as_at.day),
        "form": BoardFilterForm(as_at.given, requirements=figures.requirements),
        "contents": CONTENTS,
        "reported": reported,
        "counted_at": counted_at,
        "reports": reports[:REPORTS_SHOWN],
        **as_at.context(),
    }
    return render(request, "compliance/board.html", context)


def history(as_at: AsAt, requirement: str) -> dict[str, Any]:
    """Return how it has gone: the quarters before the day."""
    trend = trend_for_board(on=as_at.day, requirement=requirement)
    return {
        "trend": trend,
        "trend_chart": charts.line(trend.readings, title="Trained, at the end of each quarter", unit="%", maximum=100),
    }
