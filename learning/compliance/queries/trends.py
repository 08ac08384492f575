"""How it has gone: the last twelve quarters, and the year's completions beside the last."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import Count, Max, Q, Sum

from learning.compliance.models import QuarterCount
from learning.compliance.queries.board import counts_at_quarters, figures_from, percent_of, percent_within_time
from learning.compliance.rules import Status, Tally
from learning.compliance.rules.quarters import quarter_ends
from learning.compliance.rules.small_cells import ALL, suppress
from learning.records.models import Completion
from people.models import Agency

QUARTERS, A_YEAR = 12, 4  # quarters


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


@dataclass(frozen=True)
class Uptake:
    """Completions of one course, or of all, in a year and the year before; None: they may not be shown."""

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


@dataclass(frozen=True)
class YearsUptake:
    """The completions of the four quarters up to `end` beside the four before: of all courses, and of each."""

    end: date
    whole: Uptake
    by_course: list[Uptake]


def uptake_on(on: date) -> YearsUptake:
    """Return the uptake of the year to the last quarter that was over by the end of a day.

    A year is shown as the sum of its quarters, and only if each of them may be shown in a table of its own, courses
    beside their total. So years that overlap tell nothing, by whatever sums and differences, that a table of each
    quarter with what is small left out doesn't tell. By months, or by years to any day, two of them would tell one
    person's training. Source: docs/decisions/0016.
    """
    ends = quarter_ends(on + timedelta(days=1), 2 * A_YEAR + 1)
    counted = _completions_between(ends)
    titles = sorted({title for counts in counted for (title,) in counts})
    tables = [suppress(counts) for counts in counted]

    def uptake(key: str, title: str) -> Uptake:
        of_quarters = [table.get((key,), 0) for table in tables]
        return Uptake(title, _sum(of_quarters[A_YEAR:]), _sum(of_quarters[:A_YEAR]))

    return YearsUptake(ends[-1], uptake(ALL, "All courses"), [uptake(title, title) for title in titles])


def _completions_between(ends: list[date]) -> list[dict[tuple[str, ...], int]]:
    """Return how many completions of each course, by title, there were between each of these days and the next."""
    done = Completion.objects.standing().counted_once()
    spans = list(pairwise(ends))
    counts = {
        f"quarter{place}": Count("pk", filter=Q(completed_on__gt=after, completed_on__lte=end))
        for place, (after, end) in enumerate(spans)
    }
    rows = done.filter(completed_on__gt=ends[0], completed_on__lte=ends[-1]).values("course__title")
    tables: list[dict[tuple[str, ...], int]] = [{} for _ in spans]
    for row in rows.annotate(**counts).order_by("course__title"):  # so that of two alike the same is always hidden
        for place, table in enumerate(tables):
            table[row["course__title"],] = row[f"quarter{place}"]
    return tables


def _sum(numbers: list[int | None]) -> int | None:
    return None if None in numbers else sum(number for number in numbers if number is not None)
