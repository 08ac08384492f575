"""Writes of what readers answer."""

import json
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from wagtail.models import Page

from briefings.responses.models import Acknowledgement, ReadingRequest
from briefings.responses.queries import mark_of
from briefings.responses.signals import acknowledged
from core import audit


class NotAsked(ValueError):
    """Raised when a page doesn't ask its readers to confirm."""


class PageChanged(ValueError):
    """Raised, with a sentence for the reader, when the page is no longer the one that they read."""


@transaction.atomic
def confirm_reading(
    *, person: Any, page: Page, seen: str, on: date, at: datetime, again: bool = False
) -> Acknowledgement:
    """Record that `person` has read a page, and return the row.

    `seen` is the page's mark as `queries.mark_of` gave it when they opened it. Who has confirmed this edition before is
    returned that row, unless they confirm `again`; once a day is enough either way. Whether they may read the page is
    for the caller to ask. Raises NotAsked, and PageChanged if the page was published anew since they opened it.
    """
    page = Page.objects.select_related("live_revision").get(pk=page.pk)
    request = ReadingRequest.objects.filter(page=page).first()
    if request is None:
        raise NotAsked("This page doesn’t ask anybody to confirm that they have read it.")
    if seen != mark_of(page):
        raise PageChanged("This page has changed since you opened it. Read it again, and then confirm.")
    before = Acknowledgement.objects.standing().filter(person=person, page=page, edition__gte=request.edition)
    found = before.filter(confirmed_on=on).first() or (None if again else before.first())
    if found:
        return found
    row = Acknowledgement(
        person=person,
        page=page,
        edition=request.edition,
        revision=page.live_revision_id,
        digest=digest_of(page),
        version=str(getattr(page.specific, "version", "")),
        published_at=page.last_published_at,
        title=page.title,
        confirmed_on=on,
        confirmed_at=at,
        key=f"{person.pk}:{page.pk}:{request.edition}:{on.isoformat()}",
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        # The other of two clicks was here first.
        return Acknowledgement.objects.get(key=row.key)
    audit.record(
        "reading confirmed", row, by=person, after={"page": page.pk, "edition": row.edition, "revision": row.revision}
    )
    acknowledged.send(sender=Acknowledgement, acknowledgement=row)
    return row


def digest_of(page: Page) -> str:
    """Return the SHA-256 of what a page says: its live revision, or what is stored if it was published without one."""
    content = page.live_revision.content if page.live_revision else page.specific.serializable_data()
    return sha256(json.dumps(content, sort_keys=True, cls=DjangoJSONEncoder).encode()).hexdigest()
