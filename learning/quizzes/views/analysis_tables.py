"""The figures of questions as cells: for the pages, and for the files that are given out. No names, no attempts."""

from fractions import Fraction
from typing import Any

from learning.quizzes import rules
from learning.quizzes.queries.analysis import Analysed
from learning.quizzes.rules.picturing import Line

ROWS_HEADER = [
    "question", "version", "newest_version", "category", "type", "asks", "people", "facility_percent",
    "discrimination", "median_seconds", "wholly_right", "partly_right", "nothing_right", "worth_a_look", "why",
]  # fmt: skip
LINES_HEADER = [
    "answer", "right", "people", "percent", "upper_third", "lower_third", "most_often_instead",
]  # fmt: skip
# What a line of the table is, by type.
HEADINGS = {
    rules.ORDERING: "In its right place",
    rules.MATCHING: "Matched right",
    rules.SHORT_TEXT: "Written",
    rules.ESSAY: "Marks given",
}


def lines_heading(kind: str) -> str:
    return HEADINGS.get(kind, "Chosen")


def percent(share: Fraction) -> float:
    """Return a share as per cent, to one decimal."""
    return round(float(share) * 100, 1)


def row_cells(one: Analysed) -> list[Any]:
    """Return the cells of a version for ROWS_HEADER; below the least number of people, its figures are empty."""
    version: Any = one.version
    begins = [
        version.code, version.number, "yes" if one.is_newest else "no", version.category,
        version.get_type_display(), one.words, one.people,
    ]  # fmt: skip
    found = one.figures
    if found is None:
        return [*begins, *[None] * 6, "", "Too few people yet"]
    return [
        *begins, percent(found.facility), round(float(found.discrimination), 2), found.seconds,
        found.wholly.all, found.partly.all, found.nothing.all,
        "yes" if one.flags else "no", " ".join(flag.sentence for flag in one.flags),
    ]  # fmt: skip


def line_cells(line: Line, people: int) -> list[Any]:
    """Return the cells of one line of a version's picture for LINES_HEADER."""
    right = "" if line.right is None else "yes" if line.right else "no"
    share = percent(Fraction(line.count.all, people))
    return [line.label, right, line.count.all, share, line.count.upper, line.count.lower, line.instead]
