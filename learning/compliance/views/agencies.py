"""Agencies' training, for those who check it: their leads and the workforce team."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import charts, clock
from learning.compliance.forms import PeopleFilterForm
from learning.compliance.queries import Survey, agencies_of, posts_below, survey_of, tallies
from learning.compliance.rules import Tally
from learning.compliance.views.people_list import figures, people_csv, people_list
from people.models import Agency, Post


@dataclass(frozen=True)
class AgencyRow:
    """An agency with all below it: how many people, and where their posts stand. `level` is 0 for the topmost shown."""

    agency: Agency
    people: int
    tally: Tally
    level: int = 0


@login_required
@never_cache
@require_safe
def agencies(request: HttpRequest) -> HttpResponse:
    """The agencies that the reader checks, each with all below it."""
    today = clock.today()
    shown = list(agencies_of(request.user, on=today))
    if not shown:
        raise Http404("Nobody's agencies are shown to somebody who leads none.")
    survey = survey_of(Post.objects.filter(agency__in=[agency.pk for agency in shown]), on=today)
    rows = rows_of(shown, survey)
    return render(request, "compliance/agencies.html", {"rows": rows, "on": today})


@login_required
@never_cache
@require_safe
def agency(request: HttpRequest, code: str) -> HttpResponse:
    """One agency with all below it: by requirement, by part, and everybody by name."""
    today = clock.today()
    visible = agencies_of(request.user, on=today)
    shown = get_object_or_404(visible, code=code)
    survey = survey_of(posts_below(shown), on=today)
    parts = rows_of(shown.get_children(), survey)
    form = PeopleFilterForm(request.GET, survey=survey)
    context = {
        **figures(survey),
        **people_list(request, survey, form),
        "agency": shown,
        "crumbs": crumbs(visible.filter(path__in=paths_above(shown.path))),
        "parts": parts,
        "parts_chart": charts.bars(
            [(row.agency.name, row.tally.trained_percent) for row in parts],
            title="Trained, by part",
            unit="%",
            maximum=100,
        ),
        "list_url": shown.get_absolute_url(),
        "csv_url": f"/agencies/{shown.code}.csv",
    }
    return render(request, "compliance/agency.html", context)


def crumbs(above: Iterable[Agency]) -> list[dict[str, str]]:
    return [
        {"title": "Agencies", "url": "/agencies/"},
        *({"title": agency.name, "url": agency.get_absolute_url()} for agency in above),
    ]


@login_required
@never_cache
@require_safe
def agency_csv(request: HttpRequest, code: str) -> HttpResponse:
    """The list of an agency's people as the filters have it, as a file."""
    today = clock.today()
    shown = get_object_or_404(agencies_of(request.user, on=today), code=code)
    survey = survey_of(posts_below(shown), on=today)
    return people_csv(survey, PeopleFilterForm(request.GET, survey=survey), f"{shown.code.lower()}-training")


def rows_of(shown: list[Agency], survey: Survey) -> list[AgencyRow]:
    """Return a row for each agency, in the order of the tree, with everything below it counted in."""
    counts = tallies(survey.stands, lambda stand: stand.post.agency_path)
    people: dict[str, set[int]] = {}
    for post in survey.posts:
        people.setdefault(post.agency_path, set()).add(post.person_id)
    rolled: dict[str, Tally] = {}
    staff: dict[str, set[int]] = {}
    for path in people:
        for above in [*paths_above(path), path]:
            rolled[above] = rolled.get(above, Tally()) + counts.get(path, Tally())
            staff.setdefault(above, set()).update(people[path])
    top = min((agency.depth for agency in shown), default=1)
    return [
        AgencyRow(agency, len(staff.get(agency.path, ())), rolled.get(agency.path, Tally()), agency.depth - top)
        for agency in shown
    ]


def paths_above(path: str) -> list[str]:
    """Return the tree paths of the agencies above the one at `path`, topmost first."""
    return [path[:end] for end in range(Agency.steplen, len(path), Agency.steplen)]
