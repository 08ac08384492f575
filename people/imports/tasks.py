"""The worker's part: larger files are checked, taken in and undone in the background."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django_tasks import task

from core import clock
from people.imports.lifecycle import SMALL, check, take_in
from people.imports.taking_back import agree_to_undo, ask_to_undo, do_as_agreed, work_out
from people.models import ImportBatch, Undoing, UndoingState, Upload, UploadState

FEW = 300  # rows: undoing up to so many is worked out and done at once
PATIENCE = timedelta(minutes=2)  # what no worker has taken by then the clock process does


@task(backend="goldthread")
def check_in_background(key: str) -> None:
    upload = Upload.objects.filter(pk=key, state=UploadState.CHECKING).first()
    if upload:
        check(upload=upload, today=clock.today())


@task(backend="goldthread")
def take_in_in_background(key: str) -> None:
    upload = Upload.objects.filter(pk=key, state=UploadState.APPLYING).first()
    if upload:
        take_in(upload=upload, today=clock.today())


@task(backend="goldthread")
def work_out_in_background(key: int) -> None:
    asked = Undoing.objects.filter(pk=key, state=UndoingState.CHECKING).first()
    if asked:
        work_out(asked=asked)


@task(backend="goldthread")
def undo_in_background(key: int) -> None:
    asked = Undoing.objects.filter(pk=key, state=UndoingState.UNDOING).first()
    if asked:
        do_as_agreed(asked=asked)


def start_check(upload: Upload) -> None:
    """Check a small file at once; leave a larger one to the worker."""
    if upload.size <= SMALL:
        check(upload=upload, today=clock.today())
    else:
        transaction.on_commit(lambda: check_in_background.enqueue(str(upload.pk)))


def start_taking_in(upload: Upload) -> None:
    if upload.size <= SMALL:
        take_in(upload=upload, today=clock.today())
    else:
        transaction.on_commit(lambda: take_in_in_background.enqueue(str(upload.pk)))


def start_working_out(batch: ImportBatch, *, by: Any) -> None:
    """Work out what undoing a batch would come to: now if it is small, else in the background. Raises AlreadyUndone."""
    asked = ask_to_undo(batch=batch, by=by)
    if asked.state != UndoingState.CHECKING:
        return
    if batch.rows.count() <= FEW:
        work_out(asked=asked)
    else:
        transaction.on_commit(lambda: work_out_in_background.enqueue(asked.pk))


def start_undoing(asked: Undoing, *, seen: str, by: Any) -> None:
    """Undo as was looked over, which is what has the digest `seen`: now if it is small, else in the background."""
    if not agree_to_undo(asked=asked, seen=seen, by=by):
        return
    if asked.batch.rows.count() <= FEW:
        do_as_agreed(asked=asked)
    else:
        transaction.on_commit(lambda: undo_in_background.enqueue(asked.pk))


def do_what_is_left(at: datetime) -> None:
    """Fill core.slots.due_in_steps: do what no worker has begun, so that it is done where none runs."""
    waiting = Upload.objects.filter(touched_at__lt=at - PATIENCE, step="")
    for upload in waiting.filter(state=UploadState.CHECKING):
        check(upload=upload, today=clock.today())
    for upload in waiting.filter(state=UploadState.APPLYING):
        take_in(upload=upload, today=clock.today())
    left = Undoing.objects.filter(touched_at__lt=at - PATIENCE)
    for asked in left.filter(state=UndoingState.CHECKING):
        work_out(asked=asked)
    for asked in left.filter(state=UndoingState.UNDOING):
        do_as_agreed(asked=asked)
