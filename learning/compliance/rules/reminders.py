"""When somebody is reminded of what, in which words, and what becomes of a letter that didn't go. Pure functions."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from learning.compliance.rules.terms import Terms
from learning.compliance.rules.wording import format_day

LONGEST_AHEAD = 365  # days


@dataclass(frozen=True, slots=True)
class Schedule:
    """On which days somebody hears of a deadline: so many days `before` it, the day itself, so many days `after`, and
    from the last of those every so many (`again_every`; 0 is never again)."""

    before: tuple[int, ...] = (90, 30, 7)
    after: tuple[int, ...] = (7,)
    again_every: int = 28

    @property
    def steps(self) -> list[int]:
        """The steps in order, as days from the deadline: -90, -30, -7, 0, 7."""
        return sorted({*(-days for days in self.before), 0, *self.after})

    def step_on(self, deadline: date, today: date) -> int | None:
        """Return the latest step that has come for a deadline, in days from it, or None before the first."""
        days = (today - deadline).days
        last = self.steps[-1]
        if self.again_every and days >= last:
            return last + (days - last) // self.again_every * self.again_every
        return max((step for step in self.steps if step <= days), default=None)

    @property
    def longest_gap(self) -> int | None:
        """Return the most days from one step to the next, or None if the last of them is for ever the latest."""
        if not self.again_every:
            return None
        steps = self.steps
        return max([self.again_every, *(later - step for step, later in pairwise(steps))])


def days_in(text: str) -> tuple[int, ...]:
    """Return the days that somebody wrote, such as "90, 30, 7", the largest first.

    Raises ValueError, with a sentence for the reader, for what isn't a number from 1 to LONGEST_AHEAD.
    """
    words = [word for word in re.split(r"[,;\s]+", text.strip()) if word]
    if not all(word.isascii() and word.isdigit() and 1 <= int(word) <= LONGEST_AHEAD for word in words):
        raise ValueError(f"Write numbers of days from 1 to {LONGEST_AHEAD}, with commas between: 90, 30, 7.")
    return tuple(sorted({int(word) for word in words}, reverse=True))


def course_to_take(terms: Terms, *, renewing: bool, on: date) -> int | None:
    """Return the course, of those listed, that meets or renews a requirement for somebody on a day.

    It is the first listed that still counts: one that renews for whoever has trained before, else one that can come
    first. None if no listed course counts any more.
    """
    still = [one for one in terms.listings if one.if_completed_by is None or on <= one.if_completed_by]
    fitting = [one for one in still if (one.renewing if renewing else one.first)]
    return next((one.course_id for one in fitting or still), None)


_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def wording_problem(text: str, allowed: Sequence[str]) -> str:
    """Return a sentence that says what is wrong with a wording's placeholders, or nothing."""
    for name in _PLACEHOLDER.findall(text):
        if name not in allowed:
            known = ", ".join(f"{{{one}}}" for one in allowed)
            return f"“{{{name}}}” is no placeholder here. These are: {known}."
    if "{" in _PLACEHOLDER.sub("", text) or "}" in _PLACEHOLDER.sub("", text):
        return "A curly bracket begins or ends a placeholder: one of these has no other half."
    return ""


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a wording with its placeholders filled. What is filled in is never read for placeholders again."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


def due_line(title: str, deadline: date, today: date) -> str:
    """Return the line of a letter that says what is due by when: "Was due by 3 March 2026: Safeguarding children"."""
    words = "Was due by" if deadline < today else "Due by"
    return f"{words} {format_day(deadline)}: {title}"


@dataclass(frozen=True, slots=True)
class TeamCounts:
    """Of a manager's reporting tree, how many people are `overdue`, fall due within 30 days (`soon`) and, of those
    either way, have no email (`unreached`)."""

    overdue: int = 0
    soon: int = 0
    unreached: int = 0

    def lines(self) -> list[str]:
        """Return the counts as lines of a letter: figures, and nobody's name."""
        lines = []
        if self.overdue:
            lines.append(f"{_people(self.overdue)} overdue")
        if self.soon:
            lines.append(f"{_people(self.soon)} with a deadline in the next 30 days")
        if self.unreached:
            lines.append(f"{_people(self.unreached)} of them without an email here, whom nobody but you reminds")
        return lines


@dataclass(frozen=True, slots=True)
class WaitingReports:
    """How many reports of courses done elsewhere wait for a lead's check, and since when the longest does."""

    number: int
    since: date

    @property
    def line(self) -> str:
        """Return it as a line of a letter: figures, and nobody's name."""
        if self.number == 1:
            return f"1 course done elsewhere waits for your check, since {format_day(self.since)}"
        return f"{self.number} courses done elsewhere wait for your check, the longest since {format_day(self.since)}"


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number} people"


def part_of_letter(opening: str, lines: Iterable[str], closing: str) -> str:
    """Return a letter, or its part, as plain text: what it says first, a list, and what it says last."""
    listed = "\n".join(f"- {line}" for line in lines)
    return "\n\n".join(part for part in (opening.strip(), listed, closing.strip()) if part)
