"""How it has gone: the last twelve quarters, and the year's completions beside the last."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, Q, QuerySet, Sum

from core.dates import add_months
from learning.compliance.models import QuarterCount
from learning.compliance.rules import Status, Tally
from learning.compliance.rules.quarters import quarter_ends
from learning.compliance.rules.small_cells import ALL, LEAST_SHOWN, suppress
from learning.records.models import Completion
from people.models import Agency

QUARTERS = 12


@dataclass(frozen=True)
class Quarter:
    """Where posts stood at the end of a quarter. With `hides_small` a percentage that small counts make isn't shown."""

    end: date
    tally: Tally
    hides_small: bool = False

    @property
    def trained_percent(self) -> float | None:
        return None if self.is_hidden else self.tally.trained_percent

    @property
    def within_time_percent(self) -> float | None:
        return None if self.is_hidden else self.tally.within_time_percent

    @property
    def is_hidden(self) -> bool:
        tally = self.tally
        small = (tally.trained, tally.in_time, tally.overdue, tally.counted)
        return self.hides_small and any(0 < number < LEAST_SHOWN for number in small)


@dataclass(frozen=True)
class Trend:
    """The last quarters before a day that have been counted, earliest first, and when they were."""

    quarters: list[Quarter]
    counted_at: datetime | None

    @property
    def readings(self) -> list[tuple[date, float]]:
        """Return what a line is drawn through: those trained at the end of each quarter, in per cent."""
        return [(one.end, percent) for one in self.quarters if (percent := one.trained_percent) is not None]


def trend_of(
    agencies: Iterable[Agency] | None = None, *, on: date, requirement: str = "", hides_small: bool = False
) -> Trend:
    """Return the trend of some agencies with all below them (None: of everybody), on one requirement or all."""
    counts: QuerySet[QuarterCount] = QuarterCount.objects.filter(quarter_end__in=quarter_ends(on, QUARTERS))
    if agencies is not None:
        below = Q(pk__in=[])
        for agency in agencies:
            below |= Q(agency__path__startswith=agency.path)
        counts = counts.filter(below)
    if requirement:
        counts = counts.filter(requirement__code=requirement)
    sums = {status.value: Sum(status.value) for status in Status}
    rows: Any = counts.values("quarter_end").annotate(**sums, at=Max("counted_at")).order_by("quarter_end")
    quarters = [
        Quarter(row["quarter_end"], Tally(**{status.value: row[status.value] for status in Status}), hides_small)
        for row in rows
    ]
    return Trend(quarters, max((row["at"] for row in rows), default=None))


@dataclass(frozen=True)
class Uptake:
    """Completions of one course, or of all, in the year to a day and the year before; None: too few to show."""

    title: str
    this_year: int | None
    last_year: int | None

    @property
    def change(self) -> str:
        """How many more or fewer, in per cent: "+65%"; nothing where there was none to compare with."""
        if self.this_year is None or not self.last_year:
            return ""
        percent = round(100 * (self.this_year - self.last_year) / self.last_year)
        return f"{percent:+d}%".replace("-", "−")


def uptake_on(on: date) -> tuple[Uptake, list[Uptake]]:
    """Return the completions in the twelve months to a day beside the twelve before: of all courses, and of each."""
    year, before = add_months(on, -12), add_months(on, -24)
    rows = (
        Completion.objects.standing()
        .counted_once()
        .filter(completed_on__gt=before, completed_on__lte=on)
        .order_by()
        .values_list("course__title")
        .annotate(this=Count("pk", filter=Q(completed_on__gt=year)), last=Count("pk", filter=Q(completed_on__lte=year)))
        .order_by("course__title")
    )
    cells: dict[tuple[str, ...], int] = {}
    for title, this, last in rows:
        cells |= {(title, "this"): this, (title, "last"): last}
    shown = suppress(cells)

    def uptake(key: str, title: str) -> Uptake:
        return Uptake(title, shown.get((key, "this"), 0), shown.get((key, "last"), 0))

    return uptake(ALL, "All courses"), [uptake(title, title) for title in dict.fromkeys(title for title, _ in cells)]
