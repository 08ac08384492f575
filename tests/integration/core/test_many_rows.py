"""Rows by the thousand say what rows written one by one say."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from core.many_rows import add_rows, change_rows
from core.models import AuditEntry
from learning.quizzes.models import Attempt, Category
from people.models import Person
from tests.factories import make_person
from tests.integration.learning.quizzes.bank import begin

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
ODD = "tab\t, newline\n, backslash \\ \\N, quote \" ', null \\. é 漢 \u2028"


def entry(number: int = 0, **fields: object) -> AuditEntry:
    given = {"at": AT, "act": "tried", "subject": f"people.Person:{number}", "reason": ODD}
    return AuditEntry(**given | fields)


def test_rows_are_as_they_would_be_written_one_by_one() -> None:
    person = make_person()
    before = {"text": ODD, "day": date(2026, 1, 5), "number": Decimal("1.50"), "none": None, ODD: [1, True]}
    add_rows(entry(number, before=before, by=person if number else None) for number in range(3))
    one_by_one = entry(9, before=before, by=person)
    one_by_one.save()
    rows = list(AuditEntry.objects.filter(act="tried").order_by("pk"))
    assert [row.by for row in rows] == [None, person, person, person]
    assert len({row.pk for row in rows}) == 4
    for row in rows:
        assert (row.at, row.reason, row.before, row.after) == (AT, ODD, rows[-1].before, {})


def test_what_the_database_refuses_is_refused() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        add_rows([entry(), entry(act=None)])
    assert not AuditEntry.objects.filter(act="tried").exists()


def test_it_is_one_statement_however_many_and_none_for_nothing() -> None:
    with CaptureQueriesContext(connection) as queries:
        add_rows(entry(number) for number in range(50))
        add_rows([])
    assert len(queries) <= 1 + (connection.vendor != "postgresql") * 2
    assert AuditEntry.objects.filter(act="tried").count() == 50


@pytest.mark.indexed
def test_rows_have_their_keys_in_hand_if_asked_for_and_none_that_another_row_had() -> None:
    gone = Category.objects.create(code="gone", title="Gone")
    last = gone.pk
    gone.delete()
    rows = [Category(code=f"c{number}", title=ODD) for number in range(3)]
    add_rows(rows, keyed=True)
    assert {row.code: row.pk for row in rows} == dict(Category.objects.values_list("code", "pk"))
    assert all(row.pk > last and not row._state.adding for row in rows)
    assert Category.objects.create(code="after", title="After").pk > max(row.pk for row in rows)
    rows[0].title = "Changed"
    rows[0].save()
    assert Category.objects.get(code="c0").title == "Changed"


def test_keys_are_drawn_at_once_however_many() -> None:
    with CaptureQueriesContext(connection) as few:
        add_rows([Category(code=f"a{number}", title="A") for number in range(2)], keyed=True)
    with CaptureQueriesContext(connection) as many:
        add_rows([Category(code=f"b{number}", title="B") for number in range(20)], keyed=True)
    assert len(few) == len(many)


# -- Rows that are there -------------------------------------------------------------------------------------------


def test_only_the_fields_that_are_named_are_changed_and_only_in_the_rows_that_are_given() -> None:
    given, other = [make_person(first_name="Before", last_name="Before") for _ in range(2)], make_person()
    for number, person in enumerate(given):
        person.first_name, person.last_name, person.last_login = f"{ODD}{number}", "Unsaved", AT
    with CaptureQueriesContext(connection) as queries:
        change_rows(given, ["first_name", "last_login"])
        change_rows([], ["first_name"])
    assert len(queries) <= 3  # with the savepoint that is none inside a transaction
    for number, person in enumerate(given):
        now = Person.objects.get(pk=person.pk)
        assert (now.first_name, now.last_name, now.last_login) == (f"{ODD}{number}", "Before", AT)
    now = Person.objects.get(pk=other.pk)
    assert (now.first_name, now.last_login) == (other.first_name, other.last_login)


def test_marks_json_keys_and_nothing_are_written_as_a_save_would_write_them(site_tree: object) -> None:
    attempts = [begin(make_person()) for _ in range(2)]
    for one, marks in zip(attempts, (Decimal("1.3333"), None), strict=True):
        one.marks, one.terms, one.claimed_at, one.claimed_by = marks, {"odd": ODD}, marks and AT, marks and one.person
    change_rows(attempts, ["marks", "terms", "claimed_at", "claimed_by"])
    for one in attempts:
        now = Attempt.objects.get(pk=one.pk)
        for name in ("marks", "terms", "claimed_at", "claimed_by"):
            assert getattr(now, name) == getattr(one, name)


def test_what_the_database_refuses_changes_no_row() -> None:
    people = [make_person(first_name="Before") for _ in range(2)]
    for person, name in zip(people, ("After", None), strict=True):
        person.first_name = name
    with pytest.raises(IntegrityError), transaction.atomic():
        change_rows(people, ["first_name"])
    assert set(Person.objects.filter(pk__in=[one.pk for one in people]).values_list("first_name")) == {("Before",)}
