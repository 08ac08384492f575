"""Figures for the board: counts by agency, sector and requirement, no names, small ones left out."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Max, Sum
from django.db.models.functions import Substr

from learning.compliance.models import BoardReport, QuarterCount
from learning.compliance.queries.counts import count_statuses
from learning.compliance.rules import Status, Tally
from learning.compliance.rules.small_cells import ALL, suppress
from people.models import Agency, Sector

TRAINED, APART = "trained", "apart"
COUNTED = {
    Status.CURRENT: TRAINED,
    Status.DUE_SOON: TRAINED,
    Status.IN_TIME: Status.IN_TIME.value,
    Status.OVERDUE: Status.OVERDUE.value,
}
SECTOR = "sector:"  # before a sector where it stands among agencies' codes, which have no colon


@dataclass(frozen=True)
class Figures:
    """Counts of posts on requirements; None stands for one that may not be shown. `counted` leaves out those apart."""

    code: str
    title: str
    trained: int | None
    in_time: int | None
    overdue: int | None
    counted: int | None
    apart: int | None

    @property
    def trained_percent(self) -> float | None:
        return percent_of(self.trained, self.counted)

    @property
    def within_time_percent(self) -> float | None:
        return percent_within_time(self.overdue, self.counted)

    @property
    def is_hidden(self) -> bool:
        """Whether some of it may not be shown, so that a percentage is missing for that and not for want of people."""
        return None in (self.trained, self.in_time, self.overdue, self.counted, self.apart)


@dataclass(frozen=True)
class BoardFigures:
    """Every figure that the board may see, on one requirement or all: by agency, by sector, and by requirement."""

    by_agency: list[Figures]
    by_sector: list[Figures]
    by_requirement: list[Figures]
    whole: Figures
    requirements: list[tuple[str, str]]  # codes and titles


@dataclass
class BoardCounts:
    """What the figures are made of: tallies by topmost agency and requirement, with names, and agencies' sectors."""

    agencies: dict[str, str]  # names by code
    sectors: dict[str, str]  # of agencies, by code
    requirements: dict[str, str]  # titles by code
    tallies: dict[tuple[str, str], Tally] = field(default_factory=dict)

    def add(self, agency: str, requirement: str, tally: Tally) -> None:
        self.tallies[agency, requirement] = self.tallies.get((agency, requirement), Tally()) + tally


def board_figures(
    *, on: date, requirement: str = "", reported: BoardReport | None = None, as_counted: bool = False
) -> BoardFigures:
    """Return the board's figures as at a day, of one requirement by its code, or of all together; as `reported`, or
    `as_counted` when the quarter that ends that day was last counted, if it was.

    Agencies are the topmost, with all below them. An unknown code counts as none.
    """
    counts = counts_in(reported) if reported else counts_at_quarters([on]).get(on) if as_counted else None
    return figures_from(counts or counts_on(on), requirement=requirement)


def quarter_counted_at(end: date) -> datetime | None:
    """Return when the quarter that ends on a day was last counted; None for a day that ends none, and if it wasn't."""
    return QuarterCount.objects.filter(quarter_end=end).aggregate(at=Max("counted_at"))["at"]


def counts_on(on: date) -> BoardCounts:
    """Count everybody as at a day, with what is recorded now."""
    counted = count_statuses(on=on)
    tops = {agency.path: agency for agency in Agency.get_root_nodes()}
    top = {key: tops[path[: Agency.steplen]].code for key, path in Agency.objects.values_list("pk", "path")}
    counts = BoardCounts(
        {agency.code: agency.name for agency in tops.values()},
        {agency.code: agency.sector for agency in tops.values()},
        {one.requirement.code: one.requirement.title for one in counted.asked},
    )
    for key, tally in counted.tallies(lambda cell: (top[cell.agency], cell.asked.requirement.code)).items():
        counts.add(*key, tally)
    return counts


def counts_at_quarters(ends: list[date]) -> dict[date, BoardCounts]:
    """Return the counts of those of some quarters that are known: as reported where they were, else as last counted."""
    tops = {agency.path: agency for agency in Agency.get_root_nodes()}
    names, sectors = ({top.code: getattr(top, of) for top in tops.values()} for of in ("name", "sector"))
    found: dict[date, BoardCounts] = {}
    rows: Any = (
        QuarterCount.objects.filter(quarter_end__in=ends)
        .values("quarter_end", "requirement__code", "requirement__title", top=Substr("agency__path", 1, Agency.steplen))
        .annotate(**{status.value: Sum(status.value) for status in Status})
        .order_by("quarter_end", "requirement__order", "requirement__title", "top")
    )
    for row in rows:
        top, asked = tops[row["top"]], row["requirement__code"]
        counts = found.setdefault(row["quarter_end"], BoardCounts(dict(names), dict(sectors), {}))
        counts.requirements[asked] = row["requirement__title"]
        counts.add(top.code, asked, Tally(**{status.value: row[status.value] for status in Status}))
    reports = BoardReport.objects.standing().filter(as_at__in=found)
    return found | {report.as_at: counts_in(report) for report in reports}


def counts_in(report: BoardReport) -> BoardCounts:
    """Return the counts that a report froze, under the names of its day."""
    counts = BoardCounts({}, {}, {})
    for row in report.rows.defer("posts").select_related("requirement"):
        counts.agencies[row.top], counts.sectors[row.top] = row.top_name, row.sector
        counts.requirements[row.requirement.code] = row.requirement_title
        counts.add(row.top, row.requirement.code, row.tally)
    return counts


def figures_from(counts: BoardCounts, *, requirement: str = "") -> BoardFigures:
    """Return the figures that may be shown of some counts, of one requirement by its code, or of all together.

    Small figures are looked for in the whole table at once, agencies within their sectors, so that no choice of
    requirement and no table beside another gives away what is hidden.
    """
    groups = {code: f"{SECTOR}{sector}" for code, sector in counts.sectors.items()}
    cells: Counter[tuple[str, ...]] = Counter()
    apart: Counter[tuple[str, ...]] = Counter()
    for (agency, asked), tally in counts.tallies.items():
        for status, column in COUNTED.items():
            cells[agency, asked, column] += tally[status]
        apart[agency, asked] += tally.apart
    shown, shown_apart = suppress(cells, groups=groups), suppress(apart, groups=groups)

    def figures(agency: str, code: str, asked: str, title: str) -> Figures:
        def of(column: str) -> int | None:
            return shown.get((agency, asked, column), 0)

        columns = of(TRAINED), of(Status.IN_TIME), of(Status.OVERDUE), of(ALL)
        return Figures(code, title, *columns, apart=shown_apart.get((agency, asked), 0))

    chosen = requirement if requirement in counts.requirements else ALL
    return BoardFigures(
        by_agency=[figures(code, code, chosen, name) for code, name in counts.agencies.items()],
        by_sector=[figures(f"{SECTOR}{code}", code, chosen, title) for code, title in _sectors(counts.sectors)],
        by_requirement=[figures(ALL, code, code, title) for code, title in counts.requirements.items()],
        whole=figures(ALL, "", chosen, "The partnership"),
        requirements=list(counts.requirements.items()),
    )


def _sectors(of_agencies: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the sectors that some agency is of, in their usual order."""
    return [(code, str(label)) for code, label in Sector.choices if code in of_agencies.values()]


def percent_within_time(overdue: int | None, counted: int | None) -> float | None:
    """Return what part of those counted isn't overdue, as `percent_of` does."""
    return None if overdue is None or counted is None else percent_of(counted - overdue, counted)


def percent_of(part: int | None, whole: int | None) -> float | None:
    """Return a percentage rounded half up to one decimal place; None of nobody, or where either may not be shown."""
    if part is None or not whole:
        return None
    return (2000 * part + whole) // (2 * whole) / 10
