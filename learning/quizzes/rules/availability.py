"""When a quiz may be begun, as far as the quiz itself goes."""

from datetime import datetime


def is_available(opens: datetime | None, closes: datetime | None, *, at: datetime) -> bool:
    """Return whether an attempt may begin at moment `at`: from `opens` on, and before `closes`; None is no bound."""
    return (opens is None or opens <= at) and (closes is None or at < closes)
