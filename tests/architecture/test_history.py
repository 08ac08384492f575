"""Every table that is append-only in code is append-only in the database."""

import pytest
from django.db import connection

from core.triggers import append_only_models


def triggers() -> set[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return {row[0] for row in cursor.fetchall()}


@pytest.mark.django_db
def test_every_append_only_table_has_its_triggers() -> None:
    ends = ("no_change", "no_truncate") if connection.vendor == "postgresql" else ("no_update", "no_delete")
    wanted = {f"{model._meta.db_table}_{end}" for model in append_only_models() for end in ends}
    assert wanted <= triggers()


def test_the_records_that_must_stand_are_among_them() -> None:
    names = {model._meta.label for model in append_only_models()}
    assert {
        "core.AuditEntry",
        "quizzes.QuestionVersion",
        "records.Certificate",
        "responses.Acknowledgement",
        "records.Completion",
        "records.Correction",
    } <= names


def test_nothing_that_stands_can_be_deleted_through_what_it_points_at() -> None:
    """A cascade would run into the trigger: the delete must be refused before, with words."""
    loose = [
        f"{model._meta.label}.{field.name}"
        for model in append_only_models()
        for field in model._meta.fields
        if field.remote_field and field.remote_field.on_delete.__name__ not in {"PROTECT", "RESTRICT", "DO_NOTHING"}
    ]
    assert loose == []
