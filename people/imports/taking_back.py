"""Undoing what a file did: worked out first, shown, and done once somebody has said so. Source: docs/decisions/0021."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from core import audit
from core.many_rows import add_rows
from people.imports.kinds import KINDS, UNDONE, Change, Done, Line, Scope, chunks
from people.imports.lifecycle import write_rows
from people.imports.turns import held, move
from people.imports.visible import batches_for
from people.models import ImportBatch, ImportedRow, Undoing, UndoingState

MOST_TOLD = 500  # rows that would stay, and are shown one by one; all are counted
KEPT_FOR = timedelta(days=1)  # how long what an undoing would come to is kept: it names people


class AlreadyUndone(ValueError):
    """Raised when a batch has been undone before, or is itself an undoing."""


@dataclass
class Outcome:
    """What undoing comes to, by the key of the row: what was changed back, and why the rest stays."""

    rows: list[ImportedRow]
    undone: dict[int, list[Change]] = field(default_factory=dict)
    kept: dict[int, list[str]] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        """Return how many rows are wholly put back, and of how many something stays."""
        return {"undone": len(self.undone.keys() - self.kept.keys()), "kept": len(self.kept)}

    @property
    def digest(self) -> str:
        """Return what tells this outcome from any other: which changes are put back, and why which rows stay."""
        digest = hashlib.sha256()
        for row in self.rows:
            back = [change.as_dict() for change in self.undone.get(row.pk, [])]
            digest.update(json.dumps([row.pk, back, self.kept.get(row.pk)], default=str, sort_keys=True).encode())
        return digest.hexdigest()

    @property
    def told(self) -> list[dict[str, Any]]:
        stays = [row for row in self.rows if row.pk in self.kept][:MOST_TOLD]
        return [
            {"number": row.number, "who": row.who, "why": " ".join(dict.fromkeys(self.kept[row.pk]))} for row in stays
        ]


def refuse_twice(batch: ImportBatch) -> None:
    """Raise AlreadyUndone for what has been undone, or is itself an undoing."""
    if batch.undoes_id or ImportBatch.objects.filter(undoes=batch).exists():
        raise AlreadyUndone("This has been undone already.")


def put_back(batch: ImportBatch, *, by: Any) -> Outcome:
    """Change back what a batch changed, as far as nothing has touched it since. Call it inside a transaction."""
    outcome = Outcome(list(batch.rows.order_by("pk")))
    places = [(row, Change(**change)) for row in outcome.rows for change in row.changes]
    result = KINDS[batch.kind].reverse(
        [change for _, change in places], scope=Scope.of(batch.agency), by=by, reason=f"{UNDONE} {batch.file_name}"
    )
    for place, (row, _) in enumerate(places):
        if place in result.undone:
            outcome.undone.setdefault(row.pk, []).append(result.undone[place])
        else:
            outcome.kept.setdefault(row.pk, []).append(result.kept[place])
    return outcome


def rehearse(*, batch: ImportBatch, by: Any) -> Outcome:
    """Return what undoing a batch would come to now. It is done, and rolled back: nothing else tells it exactly."""
    refuse_twice(batch)
    with transaction.atomic():
        outcome = put_back(batch, by=by)
        transaction.set_rollback(True)
    return outcome


@transaction.atomic
def undo(*, batch: ImportBatch, by: Any, expected: str | None = None) -> ImportBatch | None:
    """Change back what a batch changed, as far as nothing has touched it since, and return the undoing.

    Its rows say what was changed back, and of the rest why it stays. If that isn't the outcome with the digest
    `expected`, where it is given, nothing is done and None is returned. Raises AlreadyUndone.
    """
    ImportBatch.objects.select_for_update().get(pk=batch.pk)  # two at once: one after the other
    refuse_twice(batch)
    outcome = put_back(batch, by=by)
    if expected is not None and outcome.digest != expected:
        transaction.set_rollback(True)
        return None
    reversal = ImportBatch.objects.create(
        kind=batch.kind, agency=batch.agency, file_name=batch.file_name, sha256=batch.sha256, counts=outcome.counts,
        undoes=batch, by=by,
    )  # fmt: skip
    for chunk in chunks(outcome.rows):
        write_undone(reversal, [line_of(row, outcome) for row in chunk], by=by)
    audit.record(f"{batch.kind} file undone", reversal, by=by, after={"undoes": str(batch.pk), **outcome.counts})
    Undoing.objects.filter(batch=batch).delete()
    return reversal


def line_of(row: ImportedRow, outcome: Outcome) -> Done:
    notes = list(dict.fromkeys(outcome.kept.get(row.pk, [])))
    act = "kept" if row.pk in outcome.kept else "undone"
    return Done(Line(row.number, act, row.who, [], notes), outcome.undone.get(row.pk, []))


def write_undone(batch: ImportBatch, done: Sequence[Done], *, by: Any) -> None:
    """As write_rows, with a row also for what stays: it says why."""
    write_rows(batch, [one for one in done if one.changes], by=by)
    add_rows(
        ImportedRow(
            batch=batch, number=one.line.number, act=one.line.act, who=one.line.who, note="\n".join(one.line.notes)
        )
        for one in done
        if not one.changes
    )


# -- Asked for on a page, worked out, looked over, done -------------------------------------------------------


def ask_to_undo(*, batch: ImportBatch, by: Any) -> Undoing:
    """Note that somebody wants to see what undoing would put back. Raises AlreadyUndone."""
    refuse_twice(batch)
    asked, made = Undoing.objects.get_or_create(batch=batch, defaults={"asked_by": by})
    if not made and asked.state != UndoingState.UNDOING:
        move(asked, UndoingState.CHECKING, asked_by=by, changed_since=False, restarts=0)
        asked.refresh_from_db()
    return asked


def work_out(*, asked: Undoing) -> None:
    """Work out what an undoing would come to, and keep it to be looked over. `asked` says where it stands: if that is
    so no more when it is worked out, nothing is kept."""
    if asked.state != UndoingState.CHECKING:
        return
    try:
        outcome = rehearse(batch=asked.batch, by=asked.asked_by)
    except AlreadyUndone:
        Undoing.objects.filter(pk=asked.pk).delete()
        return
    except Exception:
        move(asked, UndoingState.FAILED)
        raise
    show(asked, outcome)


def show(asked: Undoing, outcome: Outcome, *, again: bool = False) -> None:
    move(
        asked, UndoingState.SHOWN, counts=outcome.counts, kept=outcome.told, digest=outcome.digest, changed_since=again
    )


def agree_to_undo(*, asked: Undoing, seen: str, by: Any) -> bool:
    """Note that somebody has looked over the outcome with the digest `seen` and wants it done. False if it isn't there
    to be agreed to; if another one is by now, that is what they are shown."""
    if asked.state != UndoingState.SHOWN:
        return False
    if asked.digest == seen:
        return move(asked, UndoingState.UNDOING, asked_by=by, restarts=0)
    held(asked).update(changed_since=True)
    return False


def do_as_agreed(*, asked: Undoing, today: date) -> ImportBatch | None:
    """Undo what somebody agreed to, or show anew what it would come to by now. Safe to run twice, or twice at once:
    `asked` says which agreement is meant, and nothing is done about an undoing that isn't waiting for it any more.

    The agreement of somebody who may not bring such a file any more is forgotten: whoever may can ask anew.
    """
    if asked.state != UndoingState.UNDOING:
        return None
    try:
        with transaction.atomic():
            ImportBatch.objects.select_for_update().get(pk=asked.batch_id)  # after whoever undoes it now
            if not held(asked).exists():
                return None
            if not (asked.asked_by and batches_for(asked.asked_by, on=today).filter(pk=asked.batch_id).exists()):
                held(asked).delete()
                return None
            reversal = undo(batch=asked.batch, by=asked.asked_by, expected=asked.digest)
        if reversal is None:
            show(asked, rehearse(batch=asked.batch, by=asked.asked_by), again=True)
        return reversal
    except AlreadyUndone:
        Undoing.objects.filter(pk=asked.pk).delete()
        return None
    except Exception:
        move(asked, UndoingState.FAILED)
        raise


def forget_undoings(at: Any) -> None:
    """Delete what was worked out and never agreed to."""
    old = Undoing.objects.filter(touched_at__lt=at - KEPT_FOR)
    old.exclude(state=UndoingState.UNDOING).delete()
