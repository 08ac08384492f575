"""Marking by people: how long one of them has an attempt before them, and what tells one state of a marking from
another."""

from datetime import datetime, timedelta
from decimal import Decimal
from hashlib import sha256

# After this an attempt that a marker has left lying may be taken by another.
CLAIM_LASTS = timedelta(hours=24)
LONGEST_COMMENT = 5000


def claim_ends(claimed_at: datetime) -> datetime:
    """Return the moment from which an attempt that was taken then may be taken by another."""
    return claimed_at + CLAIM_LASTS


def typed_marks(marks: Decimal | None) -> str:
    """Return marks as somebody types them: all of their decimals, and no more; "" for none."""
    return "" if marks is None else f"{marks.normalize():f}"


def marking_as_seen(marks: Decimal | None, comment: str) -> str:
    """Return what tells these marks and this comment from any others, so that a form can say which ones it showed."""
    return sha256(f"{typed_marks(marks)}|{comment}".encode()).hexdigest()[:16]


NOTHING_SEEN = marking_as_seen(None, "")
