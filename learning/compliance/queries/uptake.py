"""The year's completions beside the last's, by course, as the board sees them.

A board reads one figure once: that of a day that was reported is the report's own, that of any other day rests on
counts that are made at night. Source: docs/decisions/0029.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import Count, Q

from learning.catalogue.models import Course
from learning.compliance.models import BoardReport, QuarterUptake
from learning.compliance.rules.quarters import quarter_ends
from learning.compliance.rules.small_cells import ALL, suppress
from learning.records.models import Completion

A_YEAR = 4  # quarters
ByCourse = dict[str, int]  # completions by the course's code


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
    """The completions of the four quarters up to `end` beside the four before: of all courses, and of each.

    `reported` if they stand as they were published; else `counted_at` is when the last of the quarters was counted,
    None if one of them is told with what is recorded now.
    """

    end: date
    whole: Uptake
    by_course: list[Uptake]
    reported: bool = False
    counted_at: datetime | None = None


def uptake_on(on: date) -> YearsUptake:
    """Return the uptake of the year to the last quarter that was over by the end of a day, as it was counted at night;
    quarters that haven't been counted, with what is recorded now."""
    ends = _ends(on)
    kept = {one.quarter_end: one for one in QuarterUptake.objects.filter(quarter_end__in=ends[1:])}
    found = {end: one.completions for end, one in kept.items()}
    counted_at = max(one.counted_at for one in kept.values()) if len(kept) == len(ends) - 1 else None
    if counted_at is None:
        found |= {end: counts for end, counts in completions_between(ends).items() if end not in kept}
    return _uptake(ends[1:], found, _titles(found), counted_at=counted_at)


def uptake_in(report: BoardReport) -> YearsUptake | None:
    """Return the uptake that a report froze, under the titles of its day; None if it was published before that was
    kept."""
    if report.uptake is None:
        return None
    ends = _ends(report.as_at)[1:]
    counts = report.uptake["quarters"]
    return _uptake(ends, {end: counts.get(end.isoformat(), {}) for end in ends}, report.uptake["titles"], reported=True)


def uptake_to_report(as_at: date) -> dict[str, Any]:
    """Return what a report of a day keeps: the completions of each of the eight quarters, with what is recorded now."""
    found = completions_between(_ends(as_at))
    return {"quarters": {end.isoformat(): counts for end, counts in found.items()}, "titles": _titles(found)}


def completions_between(ends: Sequence[date]) -> dict[date, ByCourse]:
    """Return how many completions of each course there were after each of these days, up to the next and by it."""
    spans = list(pairwise(ends))
    counts = {
        f"quarter{place}": Count("pk", filter=Q(completed_on__gt=after, completed_on__lte=end))
        for place, (after, end) in enumerate(spans)
    }
    done = Completion.objects.standing().counted_once().filter(completed_on__gt=ends[0], completed_on__lte=ends[-1])
    rows = list(done.order_by().values("course__code").annotate(**counts))
    return {
        end: {row["course__code"]: number for row in rows if (number := row[f"quarter{place}"])}
        for place, (_, end) in enumerate(spans)
    }


def _ends(on: date) -> list[date]:
    """Return the last day before the two years that are compared, and the ends of their quarters."""
    return quarter_ends(on + timedelta(days=1), 2 * A_YEAR + 1)


def _titles(found: Mapping[date, ByCourse]) -> dict[str, str]:
    codes = {code for counts in found.values() for code in counts}
    return dict(Course.objects.filter(code__in=codes).order_by().values_list("code", "title"))


def _uptake(
    ends: Sequence[date], found: Mapping[date, ByCourse], titles: Mapping[str, str], **source: Any
) -> YearsUptake:
    """Return two years' uptake, given the completions of each of their quarters.

    A year is shown as the sum of its quarters, and only if each of them may be shown in a table of its own, courses
    beside their total. So years that overlap tell nothing, by whatever sums and differences, that a table of each
    quarter with what is small left out doesn't tell. By months, or by years to any day, two of them would tell one
    person's training. Source: docs/decisions/0016.
    """
    # In the order of their codes, so that of two courses alike the same is always hidden.
    tables = [suppress({(code,): number for code, number in sorted(found[end].items())}) for end in ends]

    def uptake(key: str, title: str) -> Uptake:
        of_quarters = [table.get((key,), 0) for table in tables]
        return Uptake(title, _sum(of_quarters[A_YEAR:]), _sum(of_quarters[:A_YEAR]))

    courses = sorted({code for end in ends for code in found[end]}, key=lambda code: (titles.get(code, code), code))
    by_course = [uptake(code, titles.get(code, code)) for code in courses]
    return YearsUptake(ends[-1], uptake(ALL, "All courses"), by_course, **source)


def _sum(numbers: list[int | None]) -> int | None:
    return None if None in numbers else sum(number for number in numbers if number is not None)
