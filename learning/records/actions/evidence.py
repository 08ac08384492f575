"""Files that prove training: kept from their upload on, handed out to those who may have them, let go if unused."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import audit
from learning.records import rules
from learning.records.models import EvidenceFile

UNUSED_FOR = timedelta(days=7)
UNUSED_AT_MOST = 5  # files that one person may have lying about


@transaction.atomic
def keep_evidence(*, name: str, content: bytes, by: Any) -> EvidenceFile:
    """Keep an uploaded file, so that a mistake elsewhere on the form doesn't lose it.

    Raises ValueError, with a sentence for the reader, for a file that isn't taken.
    """
    if problem := rules.why_not_evidence(content):
        raise ValueError(problem)
    kind = rules.kind_of_file(content) or ""
    kept = EvidenceFile.objects.create(
        name=rules.file_name_of(name, kind),
        kind=kind,
        size=len(content),
        sha256=sha256(content).hexdigest(),
        content=content,
        uploaded_by=by,
    )
    newest = EvidenceFile.objects.unused().filter(uploaded_by=by).order_by("-uploaded_at")
    EvidenceFile.objects.filter(pk__in=list(newest.values_list("pk", flat=True)[UNUSED_AT_MOST:])).delete()
    return kept


@transaction.atomic
def hand_out_evidence(*, file: EvidenceFile, by: Any) -> bytes:
    """Return what is in a file, and log who took it, unless it is their own. The caller has asked whether they may."""
    if file.uploaded_by_id != by.pk:
        audit.record("evidence looked at", file, by=by, after={"sha256": file.sha256})
    return bytes(file.content or b"")


def take_away_content(file: EvidenceFile, *, by: Any, reason: str) -> None:
    """Empty a file for good, and log it. What it was called, its size and its fingerprint stay. Call it in a
    transaction."""
    if file.removed_at is None:
        EvidenceFile.objects.filter(pk=file.pk).update(content=None, removed_at=timezone.now())
        audit.record("evidence removed", file, by=by, before={"sha256": file.sha256}, reason=reason)


def let_go_of_unused_evidence(at: datetime) -> None:
    """Fill core.slots.due: delete what was uploaded a week ago and came to nothing."""
    EvidenceFile.objects.unused().older_than(at - UNUSED_FOR).delete()
