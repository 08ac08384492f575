"""Pages that ask to be confirmed, and confirmations, for tests."""

from datetime import date
from typing import Any

from django.utils import timezone
from wagtail.models import Page

from briefings.responses.actions import confirm_reading
from briefings.responses.models import Acknowledgement, ReadingRequest
from briefings.responses.queries import mark_of
from tests.integration.briefings.making import make_briefing

TODAY = date(2026, 11, 20)


def asking(page: Any = None, **fields: Any) -> Page:
    """Return a live page that asks its readers to confirm: a briefing unless another is given."""
    page = page or make_briefing(**fields)
    ReadingRequest.objects.get_or_create(page_id=page.pk)
    return Page.objects.get(pk=page.pk)


def ask_again(page: Any) -> None:
    request = ReadingRequest.objects.get(page=page.pk)
    ReadingRequest.objects.filter(pk=request.pk).update(edition=request.edition + 1)


def confirm(person: Any, page: Any, *, on: date = TODAY, **fields: Any) -> Acknowledgement:
    stored = Page.objects.get(pk=page.pk)
    given = {"seen": mark_of(stored), "at": timezone.now()} | fields
    return confirm_reading(person=person, page=stored, on=on, **given)
