"""How a status is shown: its word, its shape and its tone, in that order of importance."""

from typing import NamedTuple


class Status(NamedTuple):
    """`shape` names one of core.icons.STATUS_SHAPES, `tone` a colour pair of the style sheet."""

    word: str
    shape: str
    tone: str


STATUSES = {
    "current": Status("Current", "tick", "good"),
    "due_soon": Status("Due soon", "clock", "warn"),
    "in_time": Status("In time", "ring", "info"),
    "overdue": Status("Overdue", "alert", "alarm"),
    "away": Status("Away", "pause", "apart"),
    "exempt": Status("Exempt", "dash", "apart"),
    "not_started": Status("Not started", "ring", "plain"),
    "in_progress": Status("In progress", "half", "info"),
    "awaiting_marking": Status("Awaiting marking", "clock", "warn"),
    "passed": Status("Passed", "tick", "good"),
    "completed": Status("Completed", "tick", "good"),
    "failed": Status("Not passed", "cross", "bad"),
    "withdrawn": Status("Withdrawn", "cross", "bad"),
    "abandoned": Status("Ended", "dash", "apart"),
    "waiting": Status("Waiting to be checked", "clock", "info"),
    "verified": Status("Verified", "tick", "good"),
    "rejected": Status("Not accepted", "cross", "bad"),
    "right": Status("Right", "tick", "good"),
    "partly_right": Status("Partly right", "half", "warn"),
    "not_right": Status("Not right", "cross", "bad"),
    "not_answered": Status("Not answered", "ring", "plain"),
    "to_be_marked": Status("To be marked by a person", "ring", "plain"),
    "draft": Status("Draft", "pen", "plain"),
    "in_force": Status("In force", "tick", "good"),
    "under_review": Status("Under review", "diamond", "warn"),
    "superseded": Status("Superseded", "dash", "apart"),
}
