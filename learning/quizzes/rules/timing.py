"""How long an answer took, as far as that can be said honestly."""

from datetime import datetime

LONGEST_SECONDS = 30 * 60  # a longer gap is somebody who went away and came back


def seconds_taken(since: datetime, until: datetime) -> int | None:
    """Return the whole seconds from `since`, the saving before it or the start, to the first saving of an answer.

    None if they are more than LONGEST_SECONDS, or none at all (a clock that was put back): that says nothing of the
    question.
    """
    gap = (until - since).total_seconds()
    return int(gap) if 0 <= gap <= LONGEST_SECONDS else None
