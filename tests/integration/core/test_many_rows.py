"""Rows by the thousand say what rows written one by one say."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from core.many_rows import add_rows
from core.models import AuditEntry
from tests.factories import make_person

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
