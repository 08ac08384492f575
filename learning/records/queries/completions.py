"""Reads of the training record."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from core import slots
from learning.records.models import Certificate, Completion


def find_certificate(text: str) -> Certificate | None:
    """Return the certificate with the id that somebody typed or followed, or None. Spaces round it do no harm."""
    try:
        key = UUID(text.strip())
    except ValueError:
        return None
    return _whole().filter(pk=key).first()


def printable_certificate(key: UUID, reader: Any, *, on: date) -> Certificate | None:
    """Return a certificate that `reader` may print on day `on`: their own, or of somebody whom they may see."""
    seen = Completion.objects.visible_to(reader, on=on).filter(certificate=key).order_by().values("pk")
    return _whole().filter(pk=key, completion__in=seen).first()


def _whole() -> QuerySet[Certificate]:
    return Certificate.objects.select_related("completion__person", "completion__course", "completion__correction")


def effects_of_correction(completion: Completion, *, on: date) -> list[str]:
    """Return in sentences what withdrawing a completion would do, as far as other rooms know."""
    return [sentence for effects in slots.correction_effects for sentence in effects(completion, on)]


def completions_to_check(reader: Any, *, on: date) -> QuerySet[Completion]:
    """Return the completions that the team may look through, newest first, with what their list shows."""
    seen: QuerySet[Completion] = Completion.objects.visible_to(reader, on=on)
    return seen.select_related("person", "course", "correction", "recorded_by")
