"""Completions when two records of one person are merged: recorded again for the one that is kept, since none moves.

The old rows stay with the old record, whose certificates go on proving them. So it is with reports of learning
elsewhere: those of a record that is merged are shown with the one that is kept, for as long as the two are one.
"""

from datetime import date
from typing import Any

from learning.records import rules
from learning.records.actions import correct_completion, record_completion
from learning.records.models import Completion, CompletionQuerySet, ExternalReport, ReportAnswer, Verdict

APART = "The records were merged by mistake and are apart again."


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
    carry_reports(merge)


def carry_reports(merge: Any) -> None:
    """Write down the reports of the record that goes for the one that is kept, with what came of each. What waits goes
    on waiting, unless the same waits there, or is on the record."""
    mine = ExternalReport.objects.current().waiting().filter(person=merge.kept)
    waits = set(mine.values_list("course", "completed_on"))
    done = {(one.course_id, one.completed_on): one for one in Completion.objects.standing().filter(person=merge.kept)}
    theirs = ExternalReport.objects.current().filter(person=merge.gone).exclude(answer__verdict=Verdict.WITHDRAWN)
    for report in theirs.select_related("answer").order_by("pk"):
        same = (report.course_id, report.completed_on)
        verified = not report.is_waiting and report.answer.verdict == Verdict.VERIFIED
        if (report.is_waiting and (same in waits or same in done)) or (verified and same not in done):
            continue
        copy = ExternalReport.objects.create(
            person=merge.kept, course_id=report.course_id, completed_on=report.completed_on, provider=report.provider,
            hours=report.hours, reference=report.reference, file_id=report.file_id, carried_from=report,
            key=rules.merged_key(merge.pk, report.pk), reported_at=report.reported_at, reported_by=report.reported_by,
        )  # fmt: skip
        if not report.is_waiting:
            ReportAnswer.objects.create(
                report=copy, verdict=report.answer.verdict, reason=report.answer.reason,
                completion=done[same] if verified else None, answered_at=report.answer.answered_at,
                answered_by_id=report.answer.answered_by_id,
            )  # fmt: skip


def effects(kept: Any, gone: Any) -> list[str]:
    """Say what merging would carry over."""
    count, mine = len(to_carry(kept, gone)), Completion.objects.standing().filter(person=kept).count()
    theirs = Completion.objects.standing().filter(person=gone).count()
    waiting = ExternalReport.objects.current().waiting().filter(person=gone).count()
    also = [f"Learning elsewhere that waits to be checked goes along: {waiting}."] if waiting else []
    have = f"Completions: {mine} and {theirs} stand"
    if not theirs:
        return [f"{have}; none is to be carried over.", *also]
    are = "is" if count == 1 else "are"
    return [f"{have}; {count} {are} recorded for the record that is kept, so that it has {mine + count}.", *also]


def undo(merge: Any, by: Any) -> None:
    """Withdraw what was carried over, unless somebody has meanwhile. The rows that it came from stand all along."""
    for one in Completion.objects.standing().filter(person=merge.kept, key__startswith=rules.merged_key(merge.pk, "")):
        correct_completion(completion=one, reason=APART, by=by)
    since = ExternalReport.objects.filter(person=merge.kept, key__startswith=rules.merged_key(merge.pk, ""))
    verified = [f"report:{key}" for key in since.values_list("pk", flat=True)]
    for one in Completion.objects.standing().filter(key__in=verified):
        correct_completion(completion=one, reason=APART, by=by)
