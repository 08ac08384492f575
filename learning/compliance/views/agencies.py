"""Agencies' training, for those who check it: their leads and the workforce team."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import charts
from learning.compliance.forms import PeopleFilterForm
from learning.compliance.queries import Survey, agencies_of, posts_below, survey_of
from learning.compliance.queries.by_agency import AgencyRow, rows_of
from learning.compliance.queries.coming_up import with_nobody
from learning.compliance.queries.compared import Side, movements_in, roles_in, teams_in
from learning.compliance.queries.people_counted import lineage
from learning.compliance.queries.trends import trend_of
from learning.compliance.views.as_at import AsAt
from learning.compliance.views.people_list import figures, people_csv, people_list
from learning.records.models.groups import agencies_recorded_by
from learning.records.queries import count_to_check
from people.imports.visible import agencies_for, may_bring
from people.models import Agency, Post, PostQuerySet

# The sections of an agency's page.
CONTENTS = [
    ("standing", "How people stand"),
    ("parts", "By part"),
    ("compared", "Roles and teams"),
    ("trend", "Over the last quarters"),
    ("movements", "Starters and leavers"),
    ("everyone", "Everyone here"),
]


@login_required
@never_cache
@require_safe
def agencies(request: HttpRequest) -> HttpResponse:
    """The agencies that the reader checks, each with all below it."""
    as_at = AsAt(request)
    shown = list(agencies_of(request.user, on=as_at.today))
    if not shown:
        raise Http404("Nobody's agencies are shown to somebody who leads none.")
    rows = rows_of(shown, _posts_of(request, shown), on=as_at.day)
    context = {
        "rows": rows,
        "may_import": may_bring(request.user, on=as_at.today),
        "to_check": count_to_check(request.user, on=as_at.today),
        **as_at.context(),
    }
    return render(request, "compliance/agencies.html", context)


def _posts_of(request: HttpRequest, shown: list[Agency]) -> PostQuerySet | None:
    """Return the posts of the agencies shown; None for everybody's, which need no looking for."""
    if request.user.has_perm("people.view_everyone"):
        return None
    return Post.objects.filter(agency__in=[agency.pk for agency in shown])


@login_required
@never_cache
@require_safe
def agency(request: HttpRequest, code: str) -> HttpResponse:
    """One agency with all below it: by requirement, by part, and everybody by name."""
    as_at = AsAt(request)
    visible = agencies_of(request.user, on=as_at.today)
    shown = get_object_or_404(visible, code=code)
    survey = survey_of(posts_below(shown), on=as_at.day)
    parts = rows_of(list(shown.get_children()), posts_below(shown), on=as_at.day)
    teams = teams_in(survey)
    form = PeopleFilterForm(as_at.given, survey=survey, teams={str(team.key): team.name for team in teams})
    context = {
        "may_import": agencies_for(request.user, on=as_at.today).filter(pk=shown.pk).exists(),
        **figures(survey, as_at.more),
        **people_list(as_at.given, survey, form),
        **compared(shown, survey, teams),
        "agency": shown,
        "to_check": count_to_check(request.user, on=as_at.today, below=shown),
        "may_record": agencies_recorded_by(request.user, on=as_at.today).filter(pk=shown.pk).exists(),
        "crumbs": crumbs(visible.filter(path__in=lineage(shown.path)[:-1]), as_at),
        "orphans": [] if as_at.is_past else with_nobody(posts_below(shown), on=as_at.today),
        "parts": parts,
        "parts_chart": parts_chart(parts),
        "contents": [{"anchor": anchor, "title": title} for anchor, title in CONTENTS if parts or anchor != "parts"],
        "list_url": shown.get_absolute_url(),
        "csv_url": f"/agencies/{shown.code}.csv",
        **as_at.context(),
    }
    return render(request, "compliance/agency.html", context)


def compared(shown: Agency, survey: Survey, teams: list[Side]) -> dict[str, Any]:
    """Return an agency's roles and teams side by side, its quarters, and who came and went."""
    trend = trend_of([shown], on=survey.on)
    return {
        "roles": roles_in(survey),
        "teams": teams,
        "trend": trend,
        "trend_chart": charts.line(trend.readings, title="Trained, at the end of each quarter", unit="%", maximum=100),
        "movements": movements_in(posts_below(shown), on=survey.on),
    }


def parts_chart(parts: list[AgencyRow]) -> charts.Bars:
    trained = [(row.agency.name, row.tally.trained_percent) for row in parts]
    return charts.bars(trained, title="Trained, by part", unit="%", maximum=100)


def crumbs(above: Iterable[Agency], as_at: AsAt) -> list[dict[str, str]]:
    """Return the way here, told as at the same day."""
    return [
        {"title": "Agencies", "url": f"/agencies/{as_at.first}"},
        *({"title": agency.name, "url": f"{agency.get_absolute_url()}{as_at.first}"} for agency in above),
    ]


@login_required
@never_cache
@require_safe
def agency_csv(request: HttpRequest, code: str) -> HttpResponse:
    """The list of an agency's people as the filters have it, as a file."""
    as_at = AsAt(request)
    shown = get_object_or_404(agencies_of(request.user, on=as_at.today), code=code)
    survey = survey_of(posts_below(shown), on=as_at.day)
    teams = {str(team.key): team.name for team in teams_in(survey)}
    return people_csv(
        survey, PeopleFilterForm(as_at.given, survey=survey, teams=teams), f"{shown.code.lower()}-training"
    )
