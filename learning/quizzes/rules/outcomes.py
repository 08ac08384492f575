"""How an attempt ends, from its marks, and how marks are written."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from learning.quizzes.rules.states import FAILED, PASSED


@dataclass(frozen=True)
class Marked:
    """One question as marked: Fractions of marks, and whether it must be right for the attempt to pass."""

    marks: Fraction
    possible: Fraction
    must_pass: bool

    @property
    def right(self) -> bool:
        return self.marks == self.possible


@dataclass(frozen=True)
class Outcome:
    """How an attempt ended. `missed` counts the must-pass questions that weren't right."""

    marks: Fraction
    possible: Fraction
    reached: bool
    missed: int

    @property
    def passed(self) -> bool:
        return self.reached and not self.missed

    @property
    def state(self) -> str:
        return PASSED if self.passed else FAILED


def outcome(marked: Sequence[Marked], pass_mark: Decimal) -> Outcome:
    """Return the outcome of an attempt at a pass mark in per cent, compared unrounded. Raises ValueError if empty."""
    if not marked:
        raise ValueError("an attempt with no questions has no outcome")
    marks = total([one.marks for one in marked])
    possible = total([one.possible for one in marked])
    reached = marks * 100 >= Fraction(pass_mark) * possible
    return Outcome(marks, possible, reached, sum(1 for one in marked if one.must_pass and not one.right))


def total(parts: Sequence[Fraction]) -> Fraction:
    """Return the sum of marks. Nearly all are whole, and whole numbers are added in a tenth of the time."""
    broken = [one for one in parts if one.denominator != 1]
    return sum(broken, Fraction(sum(one.numerator for one in parts if one.denominator == 1)))


def percentage(marks: Fraction | Decimal, possible: Fraction | Decimal) -> Decimal:
    """Return marks as a percentage to show, cut (never rounded up) to one decimal: 79.99 shows as 79.9, not 80."""
    share = Fraction(marks) * 1000 / Fraction(possible)
    return Decimal(int(share)) / 10


def plain_number(value: Fraction | Decimal) -> str:
    """Return marks as people write them: 8, 7.5, at most two decimals, cut and never rounded up."""
    cut = Decimal(int(Fraction(value) * 100)) / 100
    return f"{cut.normalize():f}"


def marks_changed(position: int, before: Fraction, after: Fraction, possible: Fraction, *, says_else: bool) -> str:
    """Say what marking an answer again changes, such as "Question 2: from 2 to 4 of 5 marks, and another comment"."""
    of = plain_number(possible)
    marks = f"from {plain_number(before)} to {plain_number(after)} of {of} marks"
    if before == after:
        marks = f"{plain_number(after)} of {of} marks, as before"
    return f"Question {position}: {marks}{', and another comment' if says_else else ''}"


def outcome_changed(state: str, marks: Fraction | Decimal, now: Outcome) -> str:
    """Say what becomes of an attempt in `state` with `marks` by another outcome, such as "Result: from failed with 3 to
    passed with 5 of 9 marks"."""
    words, of = {PASSED: "passed", FAILED: "failed"}, plain_number(now.possible)
    then, since = (words.get(state, state), plain_number(marks)), (words[now.state], plain_number(now.marks))
    if then == since:
        return f"Result: {since[0]} with {since[1]} of {of} marks, as before"
    if then[0] == since[0]:
        return f"Result: {since[0]} as before, with {since[1]} instead of {then[1]} of {of} marks"
    return f"Result: from {then[0]} with {then[1]} to {since[0]} with {since[1]} of {of} marks"
