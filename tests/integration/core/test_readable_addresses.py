"""An address leads a reader on only where they may read what is there, whatever was kept of it for others."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from core.addresses import address_readable_by
from core.models import EarlyAccess, Embargo
from people.models import Person
from tests.factories import make_page, make_person

pytestmark = pytest.mark.django_db
NOW = timezone.now()
PATH = "/part/inner/"


@pytest.fixture
def inner(home_page: Any) -> Page:
    return make_page(make_page(home_page, slug="part"), slug="inner")


def restrict_to_a_group(page: Page, member: Person) -> None:
    group = Group.objects.create(name="Panel")
    member.groups.add(group)
    restriction = PageViewRestriction(page=page.get_parent(), restriction_type=PageViewRestriction.GROUPS)
    restriction.save()
    restriction.groups.add(group)


def embargo(page: Page, member: Person) -> None:
    Embargo.objects.create(page=page, until=NOW + timedelta(days=1))
    EarlyAccess.objects.create(page=page, person=member, granted_by=make_person())


@pytest.mark.parametrize("close", [restrict_to_a_group, embargo])
@pytest.mark.parametrize("member_first", [True, False])
def test_what_is_only_for_some_is_told_each_reader_by_itself(
    inner: Page, close: Callable[[Page, Person], None], member_first: bool
) -> None:
    member, other = make_person(), make_person()
    assert address_readable_by(other, PATH, at=NOW)
    close(inner, member)
    expected = {member: True, other: False}
    for reader in [member, other] if member_first else [other, member]:
        assert address_readable_by(reader, PATH, at=NOW) is expected[reader]


def test_what_is_gone_leads_nobody_on(inner: Page) -> None:
    reader = make_person()
    assert address_readable_by(reader, PATH, at=NOW)
    inner.get_parent().specific.unpublish()
    assert not address_readable_by(reader, PATH, at=NOW)
    assert not address_readable_by(reader, "/part/never-there/", at=NOW)


def test_an_embargo_that_ends_opens_it_by_the_clock(inner: Page) -> None:
    reader = make_person()
    Embargo.objects.create(page=inner, until=NOW + timedelta(days=1))
    assert not address_readable_by(reader, PATH, at=NOW)
    assert address_readable_by(reader, PATH, at=NOW + timedelta(days=2))


def test_a_page_that_expires_shuts_it_by_the_clock(inner: Page) -> None:
    Page.objects.filter(pk=inner.pk).update(expire_at=NOW + timedelta(days=1))
    reader = make_person()
    assert address_readable_by(reader, PATH, at=NOW)
    assert not address_readable_by(reader, PATH, at=NOW + timedelta(days=2))


def test_what_needs_a_sign_in_is_not_for_somebody_without_one(inner: Page) -> None:
    PageViewRestriction.objects.create(page=inner, restriction_type=PageViewRestriction.LOGIN)
    assert address_readable_by(make_person(), PATH, at=NOW)
    assert not address_readable_by(AnonymousUser(), PATH, at=NOW)


def test_for_the_next_reader_only_the_stamp_is_asked(inner: Page) -> None:
    address_readable_by(make_person(), PATH, at=NOW)
    reader = make_person()
    with CaptureQueriesContext(connection) as queries:
        assert address_readable_by(reader, PATH, at=NOW)
    assert len(queries) == 1
