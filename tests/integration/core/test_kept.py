"""What a process keeps for itself is never older than the last change, however that change was made."""

from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction

from core.kept import Kept
from core.public_pages import read_stamp
from learning.catalogue.models import Course
from people.models import Pathway, PathwayMembership
from tests.factories import make_agency, make_role

pytestmark = pytest.mark.django_db


def by_bulk_create() -> None:
    Course.objects.bulk_create([Course(code="NEW", title="New")])


def by_update() -> None:
    Course.objects.filter(code="OLD").update(title="Renamed")


def by_raw_sql() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM catalogue_course WHERE code = 'OLD'")


def by_joining() -> None:
    pathway = Pathway.objects.create(code="p", title="P")
    PathwayMembership.objects.create(pathway=pathway, role=make_role(), since=date(2020, 1, 1))


@pytest.mark.parametrize("change", [by_bulk_create, by_update, by_raw_sql, by_joining, make_agency])
def test_any_change_to_what_requirements_are_made_of_raises_the_stamp(change: Any) -> None:
    Course.objects.create(code="OLD", title="Old")
    before = read_stamp()
    change()
    assert read_stamp() > before


def test_value_is_made_once_while_the_stamp_stands() -> None:
    kept: Kept[list[int]] = Kept()
    made: list[int] = []
    for _ in range(3):
        kept.get("key", lambda: made.append(1) or made, stamp=7)
    assert made == [1]


def test_value_is_made_again_when_the_stamp_has_risen() -> None:
    kept: Kept[str] = Kept()
    assert kept.get("key", lambda: "old", stamp=7) == "old"
    assert kept.get("key", lambda: "new", stamp=8) == "new"


def test_nothing_is_kept_from_inside_a_transaction() -> None:
    kept: Kept[str] = Kept()
    with transaction.atomic():
        kept.get("key", lambda: "never committed", stamp=7)
    assert kept.get("key", lambda: "committed", stamp=7) == "committed"


def test_nothing_is_nothing_to_keep() -> None:
    kept: Kept[str] = Kept()
    assert kept.get("key", lambda: None, stamp=7) is None
    assert kept.get("key", lambda: "there now", stamp=7) == "there now"


def test_what_was_kept_first_goes_when_there_is_too_much() -> None:
    kept: Kept[str] = Kept(most=2)
    for key in ("first", "second", "third"):
        kept.keep(key, key, stamp=7)
    assert [kept.look_up(key, stamp=7) for key in ("first", "second", "third")] == [None, "second", "third"]
