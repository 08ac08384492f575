"""Writes on the shared floor."""

from datetime import datetime
from typing import Any

from django.db import transaction
from wagtail.models import Page

from core import audit
from core.models import EarlyAccess, Embargo


@transaction.atomic
def grant_early_access(*, page: Page, person: Any, by: Any) -> EarlyAccess:
    """Let a named person read a page, and all below it, before its embargo ends. Granting twice changes nothing."""
    access, created = EarlyAccess.objects.get_or_create(page=page, person=person, defaults={"granted_by": by})
    if created:
        audit.record("early access granted", page, by=by, after={"person": person.pk})
    return access


@transaction.atomic
def withdraw_early_access(*, access: EarlyAccess, by: Any) -> None:
    """Take early access away again."""
    audit.record("early access withdrawn", access.page, by=by, before={"person": access.person_id})
    access.delete()


@transaction.atomic
def log_early_reading(*, page: Page, by: Any, at: datetime) -> None:
    """Note each opening of a page under embargo by somebody with early access."""
    if not EarlyAccess.objects.filter(person=by).exists():
        return
    line = page.get_ancestors(inclusive=True)
    if Embargo.objects.filter(page__in=line, until__gt=at).exists():
        audit.record("read under embargo", page, by=by)
