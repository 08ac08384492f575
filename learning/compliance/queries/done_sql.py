"""What each person has completed that bears on some requirements, as SQL: one pass over completions, a row a person.

Told by days where a day is wanted, and on PostgreSQL, where only the status is, by bits: one aggregate for all
requirements takes little more than counting the rows.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from learning.compliance.queries.asked import Asked
from learning.compliance.rules import Listing, current_cut_off, trained_cut_off

IN_A_COLUMN = 15  # requirements that one number tells of
# What three bits say of one requirement.
TRAINED, CURRENT, OPENS, WIDTH = 1, 2, 4, 3


class Question(Protocol):
    """What is asked of whom as at which day."""

    @property
    def asked(self) -> Sequence[Asked]: ...
    @property
    def on(self) -> date: ...


class DoneSQL(Protocol):
    def columns(self) -> Iterable[str]:
        """Return what to select for each person, as aggregates over their completions."""
        ...

    def trained(self, n: int) -> str:
        """Match whoever is trained for a requirement, by its place."""
        ...

    def current(self, n: int) -> str:
        """Match whoever is current, of those trained."""
        ...


@dataclass(frozen=True)
class DoneByDay:
    """The latest listed completion for each requirement, and whether any of them could come first."""

    question: Question

    def columns(self) -> Iterator[str]:
        for n, one in enumerate(self.question.asked):
            yield f"MAX(CASE WHEN {listed(one)} THEN completed_on END) AS latest{n}"
            if not always_opens(one):
                yield f"MAX(CASE WHEN {opens(one)} THEN 1 END) AS opens{n}"

    def trained(self, n: int) -> str:
        one = self.question.asked[n]
        since = f"latest{n} >= {day(trained_cut_off(one.terms, self.question.on))}"
        return since if always_opens(one) else f"{since} AND opens{n} = 1"

    def current(self, n: int) -> str:
        return f"latest{n} >= {day(current_cut_off(self.question.asked[n].terms, self.question.on))}"

    def latest(self, n: int) -> str:
        """Return the latest completion that counts, or NULL."""
        return f"latest{n}" if always_opens(self.question.asked[n]) else f"CASE WHEN opens{n} = 1 THEN latest{n} END"


@dataclass(frozen=True)
class DoneInBits:
    """Whether trained, whether current, and whether any completion could come first: three bits a requirement."""

    question: Question

    def columns(self) -> Iterator[str]:
        for first in range(0, max(1, len(self.question.asked)), IN_A_COLUMN):
            by_course: dict[int, list[str]] = {}
            for n, one in enumerate(self.question.asked[first : first + IN_A_COLUMN]):
                for listing in one.terms.listings:
                    by_course.setdefault(listing.course_id, []).append(self._bits_of(one, listing, WIDTH * n))
            cases = " ".join(f"WHEN {course} THEN {' + '.join(parts)}" for course, parts in sorted(by_course.items()))
            said = f"CASE course_id {cases} ELSE 0 END" if cases else "0"
            yield f"BIT_OR(CAST({said} AS bigint)) AS done{first // IN_A_COLUMN}"

    def trained(self, n: int) -> str:
        wanted = TRAINED if always_opens(self.question.asked[n]) else TRAINED | OPENS
        return self._has(n, wanted)

    def current(self, n: int) -> str:
        return self._has(n, CURRENT)

    def _has(self, n: int, bits: int) -> str:
        column, place = divmod(n, IN_A_COLUMN)
        wanted = bits << (WIDTH * place)
        return f"(done{column} & {wanted}) = {wanted}"

    def _bits_of(self, one: Asked, listing: Listing, shift: int) -> str:
        """Return what a completion of a listed course says, by its day."""
        terms, on = one.terms, self.question.on
        trained, current = TRAINED << shift, (TRAINED | CURRENT) << shift
        said = (
            f"CASE WHEN completed_on >= {day(current_cut_off(terms, on))} THEN CAST({current} AS bigint) "
            f"WHEN completed_on >= {day(trained_cut_off(terms, on))} THEN {trained} ELSE 0 END"
        )
        opening = OPENS << shift
        if listing.first:
            said += f" + {opening}"
        elif terms.history_before:
            said += f" + CASE WHEN completed_on < {day(terms.history_before)} THEN {opening} ELSE 0 END"
        if listing.if_completed_by is None:
            return said
        return f"CASE WHEN completed_on <= {day(listing.if_completed_by)} THEN {said} ELSE 0 END"


def always_opens(one: Asked) -> bool:
    """Return whether every listed course may come first, so that no completion waits for another."""
    return all(listing.first for listing in one.terms.listings)


def listed(one: Asked) -> str:
    """Match the completions that a version lists."""
    plain = [listing.course_id for listing in one.terms.listings if listing.if_completed_by is None]
    parts = [f"course_id IN ({numbers(plain)})"] if plain else []
    parts += [
        f"(course_id = {listing.course_id} AND completed_on <= {day(listing.if_completed_by)})"
        for listing in one.terms.listings
        if listing.if_completed_by is not None
    ]
    return " OR ".join(parts) or "1 = 0"


def opens(one: Asked) -> str:
    """Match the listed completions that count without another before them."""
    firsts = numbers(listing.course_id for listing in one.terms.listings if listing.first)
    before = one.terms.history_before
    history = f" OR completed_on < {day(before)}" if before else ""
    return f"({listed(one)}) AND (course_id IN ({firsts}){history})"


def day(value: date, more: int = 0) -> str:
    """Return a day as SQL, `more` days later. Nothing is earlier than the first day there is."""
    try:
        moved = value + timedelta(days=more)
    except OverflowError:
        moved = date.min
    return f"'{moved.isoformat()}'"


def numbers(values: Iterable[int]) -> str:
    """Return keys as an SQL list; one that matches nothing if there are none."""
    return ", ".join(str(int(value)) for value in sorted(values)) or "NULL"
