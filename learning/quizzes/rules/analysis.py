"""How well a question tells those who know from those who don't, from how people answered it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from statistics import median

LEAST_ANSWERS = 30  # below it, chance says more than the question does
LONGEST_SECONDS = 30 * 60  # a longer gap is somebody who went away and came back

VERY_HARD = Fraction(3, 10)
VERY_EASY = Fraction(95, 100)
POOR = Fraction(1, 5)


@dataclass(frozen=True)
class Response:
    """One answer to one version of a question.

    `share` is its part of the marks possible, `score` that of the whole attempt; both from 0 to 1. `chosen` are
    option ids, empty if it wasn't answered. `seconds` is None where the time isn't known.
    """

    share: Fraction
    score: Fraction
    chosen: tuple[str, ...]
    seconds: float | None


@dataclass(frozen=True)
class OptionCount:
    """How often an option was chosen: in all, and by the upper and lower third of attempts by score."""

    option: str
    chosen: int
    upper: int
    lower: int


@dataclass(frozen=True)
class Analysis:
    """What answers say of a version of a question.

    `facility` is the mean share of its marks that people earned. `discrimination` is the upper third's less the
    lower third's, from -1 to 1; a third is of the attempts that asked it, by their score. `seconds` is the median.
    """

    answers: int
    facility: Fraction
    discrimination: Fraction
    third: int
    options: tuple[OptionCount, ...]
    seconds: float | None
    flags: tuple[str, ...]


def analyse(
    responses: Sequence[Response], *, options: Sequence[str] = (), right: Iterable[str] = ()
) -> Analysis | None:
    """Return what the answers say, or None below LEAST_ANSWERS.

    `options` are the ids of choices, in order, and `right` those that are. Attempts that score the same fall into
    thirds in the order given.
    """
    if len(responses) < LEAST_ANSWERS:
        return None
    ranked = sorted(responses, key=lambda one: one.score)
    third = len(ranked) // 3
    lower, upper = ranked[:third], ranked[-third:]
    facility = _mean(ranked)
    discrimination = _mean(upper) - _mean(lower)
    counted = tuple(_option_counts(options, ranked, upper, lower))
    times = [one.seconds for one in ranked if one.seconds is not None]
    flags = tuple(_flags(facility, discrimination, counted, set(right)))
    return Analysis(len(ranked), facility, discrimination, third, counted, median(times) if times else None, flags)


def _mean(responses: Sequence[Response]) -> Fraction:
    return sum((one.share for one in responses), Fraction(0)) / len(responses)


def _option_counts(options: Sequence[str], *groups: Sequence[Response]) -> Iterable[OptionCount]:
    counts = [Counter(key for one in group for key in set(one.chosen)) for group in groups]
    for option in options:
        yield OptionCount(option, *(count[option] for count in counts))


def _flags(
    facility: Fraction, discrimination: Fraction, options: Sequence[OptionCount], right: set[str]
) -> Iterable[str]:
    """Return why a question is worth a look, in sentences, the most serious first."""
    if discrimination < 0:
        yield "Those who did worst in the quiz did better on it than those who did best: its key may be wrong."
    for count in options:
        if (
            count.option not in right
            and count.upper > count.lower
            and count.upper > 0
            and _draws_the_best(count, options)
        ):
            yield "A wrong option draws more of those who did best than of those who did worst."
            break
    if facility < VERY_HARD:
        yield "Fewer than 3 in 10 of its marks are earned: it may be unclear, or not taught."
    if facility > VERY_EASY:
        yield "Nearly everybody gets it right: it tells little."
    elif 0 <= discrimination < POOR:
        yield "It hardly tells those who did best from those who did worst."
    if any(not count.chosen for count in options if count.option not in right):
        yield "A wrong option is never chosen: it can be left out or made more likely."


def _draws_the_best(count: OptionCount, options: Sequence[OptionCount]) -> bool:
    """Return whether an option is more than a slip of a few: at least one in ten choices of the best."""
    return count.upper * 10 >= sum(one.upper for one in options)


def seconds_taken(started: datetime, answered: Sequence[tuple[int, datetime | None]]) -> dict[int, float]:
    """Return the seconds that each answer took, by its key: since the answer before it, the first since the start.

    `answered` are (key, moment of its last writing). Gaps over LONGEST_SECONDS are left out, and so is an answer
    that has no moment. Changing an answer later moves its moment, so these are near, not exact.
    """
    taken: dict[int, float] = {}
    before = started
    for key, moment in sorted(((key, at) for key, at in answered if at), key=lambda pair: pair[1]):
        gap = (moment - before).total_seconds()
        if 0 <= gap <= LONGEST_SECONDS:
            taken[key] = gap
        before = moment
    return taken
