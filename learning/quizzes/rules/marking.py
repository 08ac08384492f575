"""Marking a response, each type in a function of its own. Marks are Fractions, so that nothing is compared rounded."""

from collections.abc import Callable, Collection, Sequence
from fractions import Fraction

from learning.quizzes.rules.responses import fold, pairs_of
from learning.quizzes.rules.types import (
    ALL_OR_NOTHING,
    ESSAY,
    MATCHING,
    MULTIPLE,
    ORDERING,
    PARTIAL,
    SHORT_TEXT,
    SINGLE,
    TRUE_FALSE,
    Option,
)

NONE = Fraction(0)
WHOLE = Fraction(1)
Share = Callable[[Sequence[Option], Sequence[str]], Fraction]


def marks_for(
    kind: str,
    options: Sequence[Option],
    response: Collection[str] | None,
    possible: Fraction,
    *,
    credit: str = ALL_OR_NOTHING,
) -> Fraction | None:
    """Return the marks that a response earns of those `possible`, or None if a person has to give them.

    With `credit` ALL_OR_NOTHING a response that isn't wholly right earns nothing; with PARTIAL it earns its share.
    No response earns nothing, in every type. `response` has the shape that `clean_response` gives it.
    """
    if not response:
        return NONE
    if kind == ESSAY:
        return None
    share = SHARES[kind](options, list(response))
    return possible * share if share == WHOLE or credit == PARTIAL else NONE


def right_response(kind: str, options: Sequence[Option]) -> list[str]:
    """Return a response that earns every mark: of short text the first accepted answer, of an essay nothing."""
    if kind == ORDERING:
        return [f"{option['id']}:{place}" for place, option in enumerate(options, start=1)]
    if kind == MATCHING:
        return [f"{option['id']}:{option['match_id']}" for option in options if option["id"]]
    if kind == SHORT_TEXT:
        return [str(option["text"]) for option in options if option["correct"]][:1]
    return [str(option["id"]) for option in options if option["correct"]]


def recognised(options: Sequence[Option], text: str) -> Option | None:
    """Return the accepted answer or known mistake that `text` is, case, space and Unicode forms aside."""
    return next((option for option in options if fold(str(option["text"])) == fold(text)), None)


def _one_choice(options: Sequence[Option], response: Sequence[str]) -> Fraction:
    right = {option["id"] for option in options if option["correct"]}
    return WHOLE if set(response) == right else NONE


def _choices(options: Sequence[Option], response: Sequence[str]) -> Fraction:
    """Each right choice earns its part of the marks, each wrong one costs as much; never below nothing."""
    right = {option["id"] for option in options if option["correct"]}
    chosen = set(response)
    return max(NONE, Fraction(len(chosen & right) - len(chosen - right), len(right)))


def _places(options: Sequence[Option], response: Sequence[str]) -> Fraction:
    """The share of the things that stand in their own place."""
    given = pairs_of(response)
    right = sum(1 for place, option in enumerate(options, start=1) if given.get(option["id"]) == str(place))
    return Fraction(right, len(options))


def _matches(options: Sequence[Option], response: Sequence[str]) -> Fraction:
    """The share of the pairs that are right."""
    given = pairs_of(response)
    lefts = [option for option in options if option["id"]]
    return Fraction(sum(1 for option in lefts if given.get(option["id"]) == option["match_id"]), len(lefts))


def _words(options: Sequence[Option], response: Sequence[str]) -> Fraction:
    known = recognised(options, response[0])
    return WHOLE if known and known["correct"] else NONE


SHARES: dict[str, Share] = {
    SINGLE: _one_choice,
    TRUE_FALSE: _one_choice,
    MULTIPLE: _choices,
    ORDERING: _places,
    MATCHING: _matches,
    SHORT_TEXT: _words,
}
