"""Rules of external learning: what tells one report from another, and what state one is in."""

from datetime import date

WAITING = "waiting"


def report_key(person: int, course: int, day: date, closed: int) -> str:
    """Return the key of a report: one at a time of a person, course and day.

    `closed` is how many of the same were answered or withdrawn before, so that the same can be reported again.
    """
    key = f"{person}:{course}:{day.isoformat()}"
    return f"{key}:{closed}" if closed else key


def state_of_report(verdict: str, *, completion_withdrawn: bool) -> str:
    """Return where a report stands: "waiting", or its verdict; "withdrawn" too if what came of it was corrected."""
    if not verdict:
        return WAITING
    return "withdrawn" if completion_withdrawn else verdict
