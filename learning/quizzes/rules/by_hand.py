"""Marking by people: how long one of them has an attempt before them, and what tells one state of a marking from
another."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from hashlib import sha256

from learning.quizzes.rules.outcomes import plain_number
from learning.quizzes.rules.states import FAILED, PASSED


@dataclass(frozen=True)
class Given:
    """What a person gives an answer: marks, None where it needs none, and a comment."""

    marks: Decimal | None
    comment: str


# After this an attempt that a marker has left lying may be taken by another.
CLAIM_LASTS = timedelta(hours=24)
LONGEST_COMMENT = 5000
LONGEST_REASON = 1000


def claim_ends(claimed_at: datetime) -> datetime:
    """Return the moment from which an attempt that was taken then may be taken by another."""
    return claimed_at + CLAIM_LASTS


def typed_marks(marks: Decimal | None) -> str:
    """Return marks as somebody types them: all of their decimals, and no more; "" for none."""
    return "" if marks is None else f"{marks.normalize():f}"


def marking_as_seen(marks: Decimal | None, comment: str) -> str:
    """Return what tells these marks and this comment from any others, so that a form can say which ones it showed."""
    return _told_from_others(f"{typed_marks(marks)}|{comment}")


def may_be_marked_again(state: str, *, imported: bool) -> bool:
    """Return whether what was written in an attempt may be marked again: it has an outcome, and not that of another
    system, from which it was brought over."""
    return state in (PASSED, FAILED) and not imported


def marks_fault(marks: Decimal | None, possible: Decimal, *, needed: bool) -> str:
    """Return what is wrong with the marks that a person gives to an answer, "" if nothing is: without `needed`, as
    while marking isn't finished, there may be none."""
    if marks is None:
        return "Give this answer its marks" if needed else ""
    return "" if 0 <= marks <= possible else f"Give from 0 to {plain_number(possible)} marks"


def change_as_shown(parts: Iterable[object]) -> str:
    """Return what tells a change made up of these parts from any other: what is confirmed is what was seen."""
    return _told_from_others(repr([str(part) for part in parts]))


def _told_from_others(words: str) -> str:
    return sha256(words.encode()).hexdigest()[:16]


NOTHING_SEEN = marking_as_seen(None, "")
