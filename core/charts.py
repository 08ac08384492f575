"""Charts as geometry: counts and percentages in, what the templates in components/charts/ draw out.

Widths and places are percentages, so that the words stay HTML and a chart is as wide as its column, on paper too.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from core.statuses import STATUSES, Status

# A segment narrower than this (per cent of the bar) can't hold its number.
# What a number in a bar needs, as a percentage of the bar on the narrowest screens: at its sides, and for each digit.
LEAST_FOR_NUMBER = 3.0
A_DIGIT = 3.5


@dataclass(frozen=True)
class Segment:
    """One status's share of a bar. `x` and `width` are percentages of the bar, `middle` the segment's centre."""

    status: Status
    count: int
    x: float
    width: float

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 2)

    @property
    def holds_number(self) -> bool:
        return self.width >= LEAST_FOR_NUMBER + A_DIGIT * len(f"{self.count:,}")


@dataclass(frozen=True)
class StatusBar:
    template: ClassVar[str] = "components/charts/status_bar.html"
    title: str
    segments: Sequence[Segment]
    total: int

    @property
    def description(self) -> str:
        parts = ", ".join(f"{part.count} {part.status.word.lower()}" for part in self.segments)
        return f"{self.title}: {parts}" if parts else f"{self.title}: nobody to count"


@dataclass(frozen=True)
class StatusBars:
    """Several bars split by status, each as wide as the others, with one key to them all."""

    template: ClassVar[str] = "components/charts/status_bars.html"
    title: str
    rows: Sequence[StatusBar]

    @property
    def key(self) -> list[Status]:
        """The statuses that occur, in the order of core.statuses."""
        drawn = {part.status for row in self.rows for part in row.segments}
        return [status for status in STATUSES.values() if status in drawn]


@dataclass(frozen=True)
class Bar:
    """One row of a bar chart. `width` is a percentage of the chart; `value` None means nobody to count."""

    label: str
    value: float | None
    width: float
    note: str = ""


@dataclass(frozen=True)
class Bars:
    template: ClassVar[str] = "components/charts/bars.html"
    title: str
    rows: Sequence[Bar]
    unit: str = ""
    target: float | None = None
    target_label: str = ""


@dataclass(frozen=True)
class Point:
    """One reading of a line chart. `x` and `y` are percentages, `y` counted from the top."""

    label: str
    value: float
    x: float
    y: float


@dataclass(frozen=True)
class Line:
    template: ClassVar[str] = "components/charts/line.html"
    title: str
    points: Sequence[Point]
    unit: str = ""
    maximum: float = 100
    gridlines: Sequence[Point] = field(default_factory=tuple)

    @property
    def path(self) -> str:
        """The line as an SVG path in a 100 by 100 box."""
        return " ".join(f"{'L' if i else 'M'}{point.x} {point.y}" for i, point in enumerate(self.points))

    @property
    def description(self) -> str:
        if not self.points:
            return f"{self.title}: nothing to show yet"
        first, last = self.points[0], self.points[-1]
        return (
            f"{self.title}: from {first.value:g}{self.unit} ({first.label}) to {last.value:g}{self.unit} ({last.label})"
        )


def status_bar(counts: Mapping[str, int], *, title: str) -> StatusBar:
    """Return one bar split by status, in the order of core.statuses; `counts` by status code, zeros left out.

    Raises KeyError for a status that isn't known.
    """
    unknown = set(counts) - set(STATUSES)
    if unknown:
        raise KeyError(f"no such status: {sorted(unknown)}")
    total = sum(counts.values())
    segments = []
    x = 0.0
    for code, status in STATUSES.items():
        count = counts.get(code, 0)
        if count:
            width = 100 * count / total
            segments.append(Segment(status, count, round(x, 2), round(width, 2)))
            x += width
    return StatusBar(title, segments, total)


def status_bars(rows: Iterable[tuple[str, Mapping[str, int]]], *, title: str) -> StatusBars:
    """Return one bar split by status for each (label, counts by status code). Raises KeyError for an unknown status."""
    return StatusBars(title, [status_bar(counts, title=label) for label, counts in rows])


def bars(
    rows: Iterable[tuple[str, float | None] | tuple[str, float | None, str]],
    *,
    title: str,
    unit: str = "",
    maximum: float | None = None,
    target: float | None = None,
) -> Bars:
    """Return horizontal bars from (label, value) or (label, value, note) rows; a value of None shows as "–".

    `maximum` is the value of a full bar (the largest value if None), `target` draws one line across them all.
    """
    listed = [(row[0], row[1], row[2] if len(row) > 2 else "") for row in rows]
    full = maximum or max((value or 0 for _, value, _ in listed), default=0) or 1
    drawn = [Bar(label, value, round(100 * (value or 0) / full, 2), note) for label, value, note in listed]
    if target is None:
        return Bars(title, drawn, unit)
    return Bars(title, drawn, unit, round(100 * target / full, 2), f"{target:g}{unit}")


def line(
    readings: Sequence[tuple[date | str, float]], *, title: str, unit: str = "", maximum: float | None = None
) -> Line:
    """Return a line through readings in order of time, evenly spaced; `maximum` is the top of the scale."""
    top = maximum or max((value for _, value in readings), default=0) or 1
    step = 100 / (len(readings) - 1) if len(readings) > 1 else 0
    points = [
        Point(
            f"{when:%b %Y}" if isinstance(when, date) else when,
            value,
            round(i * step, 2),
            round(100 - 100 * value / top, 2),
        )
        for i, (when, value) in enumerate(readings)
    ]
    marks = [Point(f"{top * share:g}{unit}", top * share, 0, round(100 - 100 * share, 2)) for share in (1, 0.5, 0)]
    return Line(title, points, unit, top, marks)
