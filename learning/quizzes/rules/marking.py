"""Taking a response, and marking it. Marks are Fractions, so that nothing is compared rounded."""

from collections.abc import Collection, Iterable, Sequence
from fractions import Fraction

from learning.quizzes.rules.types import MULTIPLE, SINGLE, TRUE_FALSE, Option

NOTHING_CHOSEN = {
    SINGLE: "Choose an answer",
    MULTIPLE: "Choose at least one answer",
    TRUE_FALSE: "Choose true or false",
}


class UnusableResponse(ValueError):
    """A response that the question can't take: an unknown option, or more than one where one is asked for."""


def clean_response(kind: str, ids: Sequence[str], response: Iterable[str]) -> list[str]:
    """Return the chosen option ids without repeats, in the order of `ids`.

    Raises UnusableResponse, in words for the person who answers, if nothing was chosen, something that isn't among
    `ids`, or several where one is asked for.
    """
    chosen = set(response)
    if not chosen:
        raise UnusableResponse(NOTHING_CHOSEN[kind])
    if not chosen <= set(ids):
        raise UnusableResponse("Choose from the options shown")
    if kind != MULTIPLE and len(chosen) > 1:
        raise UnusableResponse("Choose one option only")
    return [identity for identity in ids if identity in chosen]


def marks_for(options: Sequence[Option], response: Collection[str] | None, possible: Fraction) -> Fraction:
    """Return the marks of a response: all that are `possible` if exactly the right options were chosen, else none.

    Multiple choice is all or nothing. Partial credit is to be a setting that is pinned like any other.
    """
    if response is None:
        return Fraction(0)
    right = {option["id"] for option in options if option["correct"]}
    return possible if set(response) == right else Fraction(0)
