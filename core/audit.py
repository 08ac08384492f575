"""Writing the audit log. An action calls `record` inside its own transaction, so that neither stands alone."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from core.many_rows import add_rows
from core.models import AuditEntry


def subject_of(instance: models.Model) -> str:
    """Return the audit log's name for a row, such as "people.Post:17"."""
    return f"{instance._meta.label}:{instance.pk}"


def record(
    act: str,
    subject: models.Model,
    *,
    by: Any,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> AuditEntry:
    """Write one audit entry. `by` is the person who acted, or None for the system itself."""
    written = entry(act, subject, by=by, before=before, after=after, reason=reason)
    written.save()
    return written


def entry(
    act: str,
    subject: models.Model,
    *,
    by: Any,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> AuditEntry:
    """Return an audit entry that isn't written yet: one of those that `record_all` takes."""
    return AuditEntry(
        act=act, subject=subject_of(subject), by=by, before=before or {}, after=after or {}, reason=reason
    )


def record_all(entries: Iterable[AuditEntry]) -> None:
    """Write an audit entry for each of many things that one act changed."""
    add_rows(entries)
