"""Figures for the board: counts by agency and requirement, no names, small ones left out."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from learning.compliance.queries.counts import count_statuses
from learning.compliance.rules import Status
from learning.compliance.rules.small_cells import ALL, suppress
from people.models import Agency

TRAINED, APART = "trained", "apart"
COUNTED = {
    Status.CURRENT: TRAINED,
    Status.DUE_SOON: TRAINED,
    Status.IN_TIME: Status.IN_TIME.value,
    Status.OVERDUE: Status.OVERDUE.value,
}


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
        return _percent(self.trained, self.counted)

    @property
    def within_time_percent(self) -> float | None:
        if self.overdue is None or self.counted is None:
            return None
        return _percent(self.counted - self.overdue, self.counted)

    @property
    def is_hidden(self) -> bool:
        """Whether some of it may not be shown, so that a percentage is missing for that and not for want of people."""
        return None in (self.trained, self.in_time, self.overdue, self.counted, self.apart)


@dataclass(frozen=True)
class BoardFigures:
    """Every figure that the board may see, on one requirement or all: by agency, and by requirement."""

    by_agency: list[Figures]
    by_requirement: list[Figures]
    whole: Figures
    requirements: list[tuple[str, str]]  # codes and titles


def board_figures(*, on: date, requirement: str = "") -> BoardFigures:
    """Return the board's figures as at a day, of one requirement by its code, or of all together.

    Small figures are looked for in the whole table at once, so that no choice of requirement gives away what another
    hides. Agencies are the topmost, with all below them. An unknown code counts as none.
    """
    counted = count_statuses(on=on)
    agencies = {agency.path: agency for agency in Agency.get_root_nodes()}
    top = {key: path[: Agency.steplen] for key, path in Agency.objects.values_list("pk", "path")}
    titles = {one.requirement.code: one.requirement.title for one in counted.asked}
    counts: Counter[tuple[str, ...]] = Counter()
    apart: Counter[tuple[str, ...]] = Counter()
    for cell in counted.cells():
        agency, asked = top[cell.agency], cell.asked.requirement.code
        if cell.status.is_apart:
            apart[agency, asked] += cell.posts
        else:
            counts[agency, asked, COUNTED[cell.status]] += cell.posts
    shown, shown_apart = suppress(counts), suppress(apart)

    def figures(agency: str, code: str, asked: str, title: str) -> Figures:
        def of(column: str) -> int | None:
            return shown.get((agency, asked, column), 0)

        columns = of(TRAINED), of(Status.IN_TIME), of(Status.OVERDUE), of(ALL)
        return Figures(code, title, *columns, apart=shown_apart.get((agency, asked), 0))

    chosen = requirement if requirement in titles else ALL
    return BoardFigures(
        by_agency=[figures(path, agency.code, chosen, agency.name) for path, agency in agencies.items()],
        by_requirement=[figures(ALL, code, code, title) for code, title in titles.items()],
        whole=figures(ALL, "", chosen, "The partnership"),
        requirements=list(titles.items()),
    )


def _percent(part: int | None, whole: int | None) -> float | None:
    """Return a percentage rounded half up to one decimal place; None of nobody, or where either may not be shown."""
    if part is None or not whole:
        return None
    return (2000 * part + whole) // (2 * whole) / 10
