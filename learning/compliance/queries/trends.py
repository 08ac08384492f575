"""How it has gone: where posts stood at the ends of the last twelve quarters."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max, Q, Sum

from learning.compliance.models import QuarterCount
from learning.compliance.queries.board import counts_at_quarters, figures_from, percent_of, percent_within_time
from learning.compliance.rules import Status, Tally
from learning.compliance.rules.quarters import quarter_ends
from people.models import Agency

QUARTERS = 12


@dataclass(frozen=True)
class Quarter:
    """Where posts stood at the end of a quarter; None stands for a figure that may not be shown."""

    end: date
    trained: int | None
    overdue: int | None
    counted: int | None

    @classmethod
    def of(cls, end: date, tally: Tally) -> "Quarter":
        return cls(end, tally.trained, tally.overdue, tally.counted)

    @property
    def trained_percent(self) -> float | None:
        return percent_of(self.trained, self.counted)

    @property
    def within_time_percent(self) -> float | None:
        return percent_within_time(self.overdue, self.counted)

    @property
    def hides_trained(self) -> bool:
        return None in (self.trained, self.counted)

    @property
    def hides_within_time(self) -> bool:
        return None in (self.overdue, self.counted)


@dataclass(frozen=True)
class Trend:
    """The last quarters before a day that have been counted, earliest first, and when they were."""

    quarters: list[Quarter]
    counted_at: datetime | None

    @property
    def readings(self) -> list[tuple[date, float]]:
        """Return what a line is drawn through: those trained at the end of each quarter, in per cent."""
        return [(one.end, percent) for one in self.quarters if (percent := one.trained_percent) is not None]


def trend_of(agencies: Iterable[Agency], *, on: date) -> Trend:
    """Return the trend of some agencies with all below them, on all requirements, for those who see their people."""
    below = Q(pk__in=[])
    for agency in agencies:
        below |= Q(agency__path__startswith=agency.path)
    sums = {status.value: Sum(status.value) for status in Status}
    counts = QuarterCount.objects.filter(below, quarter_end__in=quarter_ends(on, QUARTERS))
    rows: Any = counts.values("quarter_end").annotate(**sums, at=Max("counted_at")).order_by("quarter_end")
    quarters = [
        Quarter.of(row["quarter_end"], Tally(**{status.value: row[status.value] for status in Status})) for row in rows
    ]
    return Trend(quarters, max((row["at"] for row in rows), default=None))


def trend_for_board(*, on: date, requirement: str = "") -> Trend:
    """Return the partnership's trend, on one requirement by its code or on all, with what may be shown of it.

    What is hidden of a quarter is what the board's page hides as at its last day: small figures are looked for in the
    same table, of every agency and requirement. A quarter that was reported stands here as it was reported.
    """
    ends = quarter_ends(on, QUARTERS)
    counted = counts_at_quarters(ends)
    whole = {
        end: figures_from(counts, requirement=requirement).whole
        for end, counts in counted.items()
        if not requirement or requirement in counts.requirements
    }
    quarters = [Quarter(end, one.trained, one.overdue, one.counted) for end, one in sorted(whole.items())]
    return Trend(quarters, QuarterCount.objects.filter(quarter_end__in=ends).aggregate(at=Max("counted_at"))["at"])
