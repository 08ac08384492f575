"""The worker's part: larger files are checked, taken in and undone in the background."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django_tasks import task

from core import clock
from people.imports.lifecycle import SMALL, WORKED_ON, check, take_in
from people.imports.taking_back import agree_to_undo, ask_to_undo, do_as_agreed, work_out
from people.imports.turns import OnItsWay, held, move
from people.models import ImportBatch, Undoing, UndoingState, Upload, UploadState

logger = logging.getLogger(__name__)
FEW = 300  # rows: undoing up to so many is worked out and done at once
PATIENCE = timedelta(minutes=2)  # what no worker has taken by then the clock process does
# The largest file goes from one step to the next in far less. Should its worker live after all, nothing is done twice.
DEAD_AFTER = timedelta(minutes=20)
MOST_RESTARTS = 2  # a file that stops whoever works on it must not go on doing so
STOPPED = (
    "It stopped every time that it was worked through, and nothing was changed. Perhaps it is too large for here: "
    "split it, or tell whoever runs this site."
)


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
        do_as_agreed(asked=asked, today=clock.today())


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
    asked.refresh_from_db()
    if asked.batch.rows.count() <= FEW:
        do_as_agreed(asked=asked, today=clock.today())
    else:
        transaction.on_commit(lambda: undo_in_background.enqueue(asked.pk))


def start_again(upload: Upload) -> None:
    """Begin anew what seems to have stopped while it was checked or taken in, unless it has given a sign of life."""
    if upload.state in WORKED_ON and untouched(upload).update(step="", touched_at=timezone.now()):
        (start_check if upload.state == UploadState.CHECKING else start_taking_in)(upload)


def untouched(one: OnItsWay) -> QuerySet[OnItsWay]:
    """Return it as a query that finds it only while nobody has touched it since: of two that would take it up, one
    does."""
    return held(one).filter(touched_at=one.touched_at)


@transaction.atomic
def start_again_what_stopped(at: datetime) -> None:
    """Have the worker begin anew what was begun and has given no sign of life since: its worker was stopped. Nothing of
    it was done, since all of it is, or nothing. What a worker is still writing it holds, and is passed over."""
    begun = Upload.objects.filter(state__in=WORKED_ON, touched_at__lt=at - DEAD_AFTER).exclude(step="")
    for upload in begun.select_for_update(skip_locked=True):
        if upload.restarts >= MOST_RESTARTS:
            if move(upload, UploadState.UNREADABLE, problem=STOPPED, step=""):
                logger.error("Upload %s stopped again while %r, and is given up.", upload.pk, upload.step)
        elif untouched(upload).update(step="", restarts=F("restarts") + 1, touched_at=at):
            logger.warning("Upload %s stopped while %r, and is started again.", upload.pk, upload.step)
            begin = check_in_background if upload.state == UploadState.CHECKING else take_in_in_background
            begin.enqueue(str(upload.pk))


def do_what_is_left(at: datetime) -> None:
    """Fill core.slots.due_in_steps: do what no worker has begun, so that it is done where none runs; and have begun
    anew what a worker began that is gone."""
    start_again_what_stopped(at)
    waiting = Upload.objects.filter(touched_at__lt=at - PATIENCE, step="")
    for upload in waiting.filter(state__in=WORKED_ON):
        if not untouched(upload).update(step="Reading the file", touched_at=at):
            continue  # another clock process, or a worker, has it now
        if upload.state == UploadState.CHECKING:
            check(upload=upload, today=clock.today())
        else:
            take_in(upload=upload, today=clock.today())
    undo_what_is_left(at)


def undo_what_is_left(at: datetime) -> None:
    """Do what no worker has done of undoing files. One that stops whoever does it is given up in the end."""
    left = Undoing.objects.filter(touched_at__lt=at - PATIENCE)
    for asked in left.filter(state__in=[UndoingState.CHECKING, UndoingState.UNDOING]):
        if asked.restarts >= MOST_RESTARTS:
            if move(asked, UndoingState.FAILED):
                logger.error("Undoing %s stopped whoever did it, and is given up.", asked.batch_id)
        elif not untouched(asked).update(restarts=F("restarts") + 1, touched_at=at):
            continue
        elif asked.state == UndoingState.CHECKING:
            work_out(asked=asked)
        else:
            do_as_agreed(asked=asked, today=clock.today())
