"""When an attempt counts as left."""

from datetime import datetime, timedelta


def left_before(at: datetime, *, days: int) -> datetime:
    """Return the moment before which something must last have been saved in an attempt that is left at moment `at`."""
    return at - timedelta(days=days)


def is_left(saved_at: datetime, *, days: int | None, at: datetime) -> bool:
    """Return whether an attempt in which something was last saved at `saved_at` is left at moment `at`.

    `days` is how long its quiz waits for the next answer; None: for ever. An attempt that was begun, and no more, was
    saved then. Source: docs/decisions/0026.
    """
    return days is not None and saved_at <= left_before(at, days=days)
