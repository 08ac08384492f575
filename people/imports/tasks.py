"""The worker's part: larger files are checked, taken in and undone in the background."""

from typing import Any

from django.db import transaction
from django_tasks import task

from core import clock
from people.imports.lifecycle import SMALL, AlreadyUndone, check, take_in, undo
from people.models import ImportBatch, Person, Upload

FEW = 2000  # rows: undoing up to so many is done at once


@task(backend="goldthread")
def check_in_background(key: str) -> None:
    upload = Upload.objects.filter(pk=key).first()
    if upload:
        check(upload=upload, today=clock.today())


@task(backend="goldthread")
def take_in_in_background(key: str) -> None:
    upload = Upload.objects.filter(pk=key).first()
    if upload:
        take_in(upload=upload, today=clock.today())


@task(backend="goldthread")
def undo_in_background(key: str, by: int) -> None:
    batch = ImportBatch.objects.filter(pk=key).first()
    if batch:
        try:
            undo(batch=batch, by=Person.objects.get(pk=by))
        except AlreadyUndone:
            return  # pressed twice


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


def start_undoing(batch: ImportBatch, by: Any) -> bool:
    """Undo a batch, and return whether it is done; False: the worker will. Raises AlreadyUndone."""
    if batch.rows.count() <= FEW:
        undo(batch=batch, by=by)
        return True
    transaction.on_commit(lambda: undo_in_background.enqueue(str(batch.pk), by.pk))
    return False
