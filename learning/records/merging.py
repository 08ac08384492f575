"""Completions when two records of one person are merged: recorded again for the one that is kept, since none moves.

The old rows stay with the old record, whose certificates go on proving them.
"""

from datetime import date
from typing import Any

from learning.records import rules
from learning.records.actions import correct_completion, record_completion
from learning.records.models import Completion, CompletionQuerySet


def to_carry(kept: Any, gone: Any) -> list[Completion]:
    """Return the standing completions of `gone` that `kept` lacks: another of the same course and day is the same."""
    mine: CompletionQuerySet = Completion.objects.standing().filter(person=kept)
    there = set(mine.values_list("course", "completed_on"))
    theirs = Completion.objects.standing().filter(person=gone).select_related("course").order_by("pk")
    return [one for one in theirs if (one.course_id, one.completed_on) not in there]


def carry(merge: Any, by: Any, today: date) -> None:
    """Fill core.slots.merging: record each for the record that is kept, with where it comes from."""
    for one in to_carry(merge.kept, merge.gone):
        record_completion(
            person=merge.kept, course=one.course, on=one.completed_on, source=one.source, by=by, today=today,
            hours=one.hours, mode=one.mode, evidence={**one.evidence, "merged_from": one.pk},
            key=rules.merged_key(merge.pk, one.pk),
        )  # fmt: skip


def effects(kept: Any, gone: Any) -> list[str]:
    """Say what merging would carry over."""
    count, mine = len(to_carry(kept, gone)), Completion.objects.standing().filter(person=kept).count()
    theirs = Completion.objects.standing().filter(person=gone).count()
    have = f"Completions: {mine} and {theirs} stand"
    if not theirs:
        return [f"{have}; none is to be carried over."]
    are = "is" if count == 1 else "are"
    return [f"{have}; {count} {are} recorded for the record that is kept, so that it has {mine + count}."]


def undo(merge: Any, by: Any) -> None:
    """Withdraw what was carried over, unless somebody has meanwhile. The rows that it came from stand all along."""
    for one in Completion.objects.standing().filter(person=merge.kept, key__startswith=rules.merged_key(merge.pk, "")):
        correct_completion(completion=one, reason="The records were merged by mistake and are apart again.", by=by)
