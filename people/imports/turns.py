"""Whose turn it is: what is on its way is changed only by those who know where it stands.

Working through a file takes minutes. Meanwhile it may be put away, read another way, looked over and confirmed, or
begun anew since whoever worked on it gave no sign of life, and then there are two. So each move to another state raises
the turn, and asks that state and turn are still those it started from. Whoever comes late changes nothing: least of all
what somebody has confirmed since. Source: docs/decisions/0021.
"""

from typing import Any, TypeVar

from django.db.models import F, QuerySet
from django.utils import timezone

from people.models import Undoing, Upload

OnItsWay = TypeVar("OnItsWay", Upload, Undoing)


class OutOfHand(Exception):
    """Raised to whoever works on what has been moved on by somebody else: there is nothing more for them to do."""


def held(one: OnItsWay) -> QuerySet[OnItsWay]:
    """Return a file, or an undoing, as a query that finds it only while it stands where `one` says."""
    rows: QuerySet[OnItsWay] = type(one)._default_manager.filter(pk=one.pk, state=one.state, turn=one.turn)
    return rows


def locked(one: OnItsWay) -> OnItsWay | None:
    """Return it, read anew, with nobody else able to move it until the transaction ends; None if somebody has."""
    return held(one).select_for_update().first()


def move(one: OnItsWay, state: str, **changes: Any) -> bool:
    """Move it to a state; False, and nothing changed, if somebody was quicker. `one` itself stays as it was read."""
    return bool(held(one).update(state=state, turn=F("turn") + 1, touched_at=timezone.now(), **changes))


def tell(upload: Upload, step: str) -> None:
    """Say what is being done about a file, which is also a sign of life. Raises OutOfHand if it is no more ours."""
    if not held(upload).update(step=step, touched_at=timezone.now()):
        raise OutOfHand
