"""The board's page: figures, no names."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import charts, clock
from learning.compliance.forms import BoardFilterForm
from learning.compliance.queries.board import Figures, board_figures
from learning.compliance.rules.small_cells import LEAST_SHOWN


@login_required
@never_cache
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """How the partnership stands, by requirement and by agency."""
    if not request.user.has_perm("people.view_board"):
        raise PermissionDenied
    today = clock.today()
    chosen = request.GET.get("requirement", "")
    figures = board_figures(on=today, requirement=chosen)
    context = {
        "figures": figures,
        "form": BoardFilterForm(request.GET, requirements=figures.requirements),
        "requirement": dict(figures.requirements).get(chosen, ""),
        "by_requirement_chart": bars(figures.by_requirement, "Trained, by requirement"),
        "by_agency_chart": bars(figures.by_agency, "Trained, by agency"),
        "least": LEAST_SHOWN,
        "on": today,
    }
    return render(request, "compliance/board.html", context)


def bars(rows: list[Figures], title: str) -> charts.Bars:
    """Return bars of those trained; a figure too small to show has none, and says so."""
    return charts.bars(
        [(row.title, row.trained_percent, note_of(row)) for row in rows], title=title, unit="%", maximum=100
    )


def note_of(row: Figures) -> str:
    if row.trained_percent is not None:
        return ""
    return "too few to show" if row.is_hidden else "nobody to count"
