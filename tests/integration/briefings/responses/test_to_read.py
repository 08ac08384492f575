"""What somebody has still to read: made of what the process keeps, and never older than the last change."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from briefings.responses.queries import to_read
from core.models import EarlyAccess, Embargo
from people.models import Person
from tests.factories import make_person
from tests.integration.briefings.responses.making import ask_again, asking, confirm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]


def titles(person: Person, seen_by: Person | None = None) -> list[str]:
    return [str(one.page) for one in to_read(person, at=timezone.now(), seen_by=seen_by)]


def test_what_was_confirmed_is_no_more_among_it_until_it_asks_again(person: Person) -> None:
    page = asking(title="First")
    assert titles(person) == ["First"]
    confirm(person, page)
    assert titles(person) == []
    assert titles(make_person()) == ["First"]
    ask_again(page)
    assert titles(person) == ["First"]


def test_a_page_that_begins_to_ask_or_is_unpublished_changes_it_at_once(person: Person) -> None:
    assert titles(person) == []
    page = asking(title="First")
    assert titles(person) == ["First"]
    page.specific.unpublish()
    assert titles(person) == []


def test_what_is_for_a_group_is_asked_of_that_group_whoever_looked_first(person: Person) -> None:
    page, group = asking(title="For a few"), Group.objects.create(name="A few")
    one_of_them = make_person()
    one_of_them.groups.add(group)
    PageViewRestriction.objects.create(page=page, restriction_type="groups").groups.add(group)
    for _ in range(2):
        assert titles(one_of_them) == ["For a few"]
        assert titles(person) == []
        assert titles(one_of_them, seen_by=person) == []


def test_a_restriction_above_it_counts_too(person: Person) -> None:
    page = asking(title="Below")
    titles(person)
    PageViewRestriction.objects.create(page=page.get_parent(), restriction_type="groups")
    assert titles(person) == []


def test_under_embargo_it_is_asked_of_nobody_but_those_with_early_access(person: Person) -> None:
    page, early = asking(title="Not yet"), make_person()
    EarlyAccess.objects.create(page=page, person=early, granted_by=make_person())
    titles(person)
    Embargo.objects.create(page=page, until=timezone.now() + timedelta(hours=1))
    assert titles(person) == []
    assert titles(early) == ["Not yet"]
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        assert titles(person) == ["Not yet"]


def test_many_pages_that_everybody_may_read_are_told_in_two_queries(person: Person) -> None:
    for number in range(12):
        asking(title=f"Page {number}")
    assert len(titles(person)) == 12
    with CaptureQueriesContext(connection) as asked:
        titles(person)
    assert len(asked) == 2  # the public stamp, and what they have confirmed
