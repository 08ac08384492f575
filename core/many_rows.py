"""Rows by the thousand that nobody needs the keys of, such as those of the audit log."""

from collections.abc import Iterable
from typing import Any

from django.db import connection, models


def add_rows(rows: Iterable[models.Model]) -> None:
    """Write rows of one model, which have no keys yet and get none here; nothing is said to whoever listens to saves.

    By COPY on PostgreSQL, where INSERT takes long over rows with JSON in them; elsewhere by INSERT.
    """
    waiting = list(rows)
    if not waiting:
        return
    model: Any = type(waiting[0])
    if connection.vendor != "postgresql":
        model._base_manager.bulk_create(waiting)
        return
    fields = [field for field in model._meta.local_concrete_fields if not field.primary_key]
    names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    # Django turns the driver's errors into its own for statements that it runs itself, and COPY isn't one.
    write = f"COPY {table} ({names}) FROM STDIN"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(write) as copy:
        for row in waiting:
            copy.write_row([field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields])
