"""How well a question tells those who know from those who don't, from how people answered it.

What people answered comes as tallies: how many of one third gave the same answer. A third is of the people who were
asked the version, by the marks of their whole attempt; so nothing here knows who answered what.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from learning.quizzes.rules.marking import NONE, WHOLE, marks_for
from learning.quizzes.rules.types import ALL_OR_NOTHING, Option

LEAST_PEOPLE = 30  # below it, chance says more than the question does
LOWER, MIDDLE, UPPER = range(3)

Response = tuple[str, ...]  # as `clean_response` gives it; () where nothing was answered


@dataclass(frozen=True)
class Asked:
    """A version of a question as far as its answers are judged. `options` are as rules/types.py says."""

    kind: str
    options: Sequence[Option]
    credit: str = ALL_OR_NOTHING


@dataclass(frozen=True)
class Tally:
    """How many people of one third answered alike. `share` is what a marker gave of the marks, for essays alone."""

    third: int
    response: Response
    count: int
    share: Fraction | None = None


@dataclass(frozen=True)
class Count:
    """How often something was answered: in all, and by the lower and the upper third."""

    all: int = 0
    lower: int = 0
    upper: int = 0

    def plus(self, tally: Tally) -> "Count":
        return Count(
            self.all + tally.count,
            self.lower + (tally.count if tally.third == LOWER else 0),
            self.upper + (tally.count if tally.third == UPPER else 0),
        )


@dataclass(frozen=True)
class Figures:
    """What the answers to a version come to.

    `facility` is the mean share of its marks that people earned. `discrimination` is the upper third's mean less the
    lower third's, from -1 to 1, and `third` the number of people in either. `wholly`, `partly` and `nothing` count
    people by what they earned, `seconds` is the median time, None where no time is known.
    """

    people: int
    third: int
    facility: Fraction
    discrimination: Fraction
    wholly: Count
    partly: Count
    nothing: Count
    seconds: int | None

    @property
    def swing(self) -> Fraction:
        """By how many whole answers the upper third did better than the lower."""
        return self.discrimination * self.third


def people_in(tallies: Iterable[Tally]) -> int:
    return sum(tally.count for tally in tallies)


def is_enough(people: int) -> bool:
    """Return whether so many people's answers can be judged."""
    return people >= LEAST_PEOPLE


def figures(asked: Asked, tallies: Sequence[Tally], times: Mapping[int, int]) -> Figures:
    """Return the figures of a version. `times` counts people by the whole seconds that they took.

    Each answer is marked by the version's own key, whatever was decided about it later: it is the version that is
    judged. Raises ValueError if `tallies` are of fewer people than `is_enough` asks for.
    """
    people = people_in(tallies)
    if not is_enough(people):
        raise ValueError(f"{people} people are too few to judge a question by")
    weighed = [(tally, share_of(asked, tally)) for tally in tallies]
    third = people // 3
    return Figures(
        people=people,
        third=third,
        facility=_earned(weighed) / people,
        discrimination=(_earned(weighed, UPPER) - _earned(weighed, LOWER)) / third,
        wholly=_count(tally for tally, share in weighed if share == WHOLE),
        partly=_count(tally for tally, share in weighed if NONE < share < WHOLE),
        nothing=_count(tally for tally, share in weighed if share == NONE),
        seconds=middle_of(times),
    )


def share_of(asked: Asked, tally: Tally) -> Fraction:
    """Return the share of its marks, from 0 to 1, that what was answered earns."""
    if tally.share is not None:
        return tally.share
    marks = marks_for(asked.kind, asked.options, tally.response, WHOLE, credit=asked.credit)
    return NONE if marks is None else marks


def count_of(tallies: Iterable[Tally], holds: Callable[[Tally], bool]) -> Count:
    """Return how many people gave an answer of which `holds` is true."""
    count = Count()
    for tally in tallies:
        if holds(tally):
            count = count.plus(tally)
    return count


def counts_by(tallies: Iterable[Tally], keys: Callable[[Tally], Iterable[str]]) -> dict[str, Count]:
    """Return how many people gave each key; `keys` are those of one answer."""
    found: dict[str, Count] = {}
    for tally in tallies:
        for key in set(keys(tally)):
            found[key] = found.get(key, Count()).plus(tally)
    return found


def middle_of(times: Mapping[int, int]) -> int | None:
    """Return the median of times counted by the second, the lower of two middle ones; None if there are none."""
    left = (sum(times.values()) + 1) // 2
    for second in sorted(times):
        left -= times[second]
        if left <= 0:
            return second
    return None


def _count(tallies: Iterable[Tally]) -> Count:
    return count_of(tallies, lambda tally: True)


def _earned(weighed: Iterable[tuple[Tally, Fraction]], third: int | None = None) -> Fraction:
    """Return the sum of the shares earned, by one third or by everybody."""
    return sum((share * tally.count for tally, share in weighed if third in (None, tally.third)), NONE)
