"""The database itself keeps the audit log as it was written, on SQLite and PostgreSQL."""

import pytest
from django.db import DatabaseError, connection, transaction

from core.models import AuditEntry, PublicStamp
from core.models.append_only import HistoryStands

TABLE = AuditEntry._meta.db_table


@pytest.fixture
def entry(db: None) -> AuditEntry:
    return AuditEntry.objects.create(act="tried", subject="core.Test:1")


def refused(sql: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    except DatabaseError as error:
        return "append-only" in str(error)
    return False


def test_an_update_is_refused(entry: AuditEntry) -> None:
    assert refused(f"UPDATE {TABLE} SET act = 'changed'")


def test_a_delete_is_refused(entry: AuditEntry) -> None:
    assert refused(f"DELETE FROM {TABLE}")


def test_an_upsert_is_refused(entry: AuditEntry) -> None:
    columns = ", ".join(field.column for field in AuditEntry._meta.fields)
    if connection.vendor == "sqlite":
        assert refused(f"REPLACE INTO {TABLE} ({columns}) SELECT {columns} FROM {TABLE}")
    assert refused(
        f"INSERT INTO {TABLE} ({columns}) SELECT {columns} FROM {TABLE} WHERE true "
        f"ON CONFLICT (id) DO UPDATE SET act = 'changed'"
    )


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
def test_truncate_is_refused(entry: AuditEntry) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # or it is refused for the row just added
    assert refused(f"TRUNCATE {TABLE} CASCADE")


def test_code_that_tries_is_told_why(entry: AuditEntry) -> None:
    for attempt in (entry.save, entry.delete, AuditEntry.objects.all().delete):
        with pytest.raises(HistoryStands):
            attempt()
    with pytest.raises(HistoryStands):
        AuditEntry.objects.update(act="changed")


@pytest.mark.django_db(transaction=True)
def test_a_test_may_write_for_good() -> None:
    AuditEntry.objects.create(act="tried", subject="core.Test:1")
    assert PublicStamp.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_it_wrote_is_gone_for_the_next_and_the_triggers_stand() -> None:
    AuditEntry.objects.create(act="tried", subject="core.Test:2")
    assert AuditEntry.objects.count() == 1
    assert refused(f"DELETE FROM {TABLE}")
