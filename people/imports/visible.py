"""Which files are whose to see: the team's all, a lead's those of the agencies they lead and below. Nobody's: none."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from people.imports.kinds import agencies_to_import_for, may_import_for_all
from people.models import Agency, ImportBatch, Upload


def may_bring(person: Any, *, on: date) -> bool:
    return bool(person.is_authenticated and (may_import_for_all(person) or agencies_to_import_for(person, on=on)))


def agencies_for(person: Any, *, on: date) -> QuerySet[Agency]:
    """Return the agencies that somebody may bring a file for: those they lead and all below, or all."""
    if may_import_for_all(person):
        return Agency.objects.order_by("path")
    return Agency.objects.filter(_below(person, on, "path")).order_by("path")


def _below(person: Any, on: date, path: str) -> Q:
    below = Q(pk__in=[])
    for agency in agencies_to_import_for(person, on=on):
        below |= Q(**{f"{path}__startswith": agency.path})
    return below


def uploads_for(person: Any, *, on: date) -> QuerySet[Upload]:
    if may_import_for_all(person):
        return Upload.objects.all()
    return Upload.objects.filter(_below(person, on, "agency__path"))


def batches_for(person: Any, *, on: date) -> QuerySet[ImportBatch]:
    if may_import_for_all(person):
        return ImportBatch.objects.all()
    return ImportBatch.objects.filter(_below(person, on, "agency__path"))
