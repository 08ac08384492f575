"""Rows by the thousand: new ones that nobody needs the keys of, such as those of the audit log, and changed ones."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import DEFAULT_DB_ALIAS

A_STATEMENT = 20_000  # values; SQLite takes 32,766 and PostgreSQL 65,535


def add_rows(rows: Iterable[models.Model], *, keyed: bool = False) -> None:
    """Write rows of one model, which have no keys yet; nothing is said to whoever listens to saves.

    With `keyed` each has its key in hand afterwards, as after `bulk_create`, which takes far longer; without, none has.
    By COPY on PostgreSQL, where INSERT takes long over rows with JSON in them; elsewhere by an INSERT that is
    put together once. All or none.
    """
    waiting = list(rows)
    if not waiting:
        return
    with transaction.atomic(savepoint=False):
        if keyed:
            _give_keys(waiting)
        _write(waiting, keyed=keyed)


def _give_keys(rows: Sequence[models.Model]) -> None:
    """Give rows the keys that the database would have given them next. Nobody else gets the same: PostgreSQL draws them
    from the sequence, and on SQLite nobody else writes before this transaction ends."""
    meta: Any = rows[0]._meta
    connection = this_threads()
    table, key = connection.ops.quote_name(meta.db_table), connection.ops.quote_name(meta.pk.column)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [table, meta.pk.column, len(rows)],
            )
            keys: Iterable[int] = [drawn for (drawn,) in cursor.fetchall()]
        else:
            # What was deleted had its key too: AUTOINCREMENT gives none twice, and neither does this.
            cursor.execute(
                f"SELECT max(coalesce((SELECT max({key}) FROM {table}), 0), "  # noqa: S608 - our own names
                "coalesce((SELECT seq FROM sqlite_sequence WHERE name = %s), 0))",
                [meta.db_table],
            )
            first = cursor.fetchone()[0] + 1
            keys = range(first, first + len(rows))
    for row, given in zip(rows, keys, strict=True):
        row.pk = given
        row._state.adding, row._state.db = False, connection.alias


def _write(waiting: Sequence[models.Model], *, keyed: bool) -> None:
    model: Any = type(waiting[0])
    connection = this_threads()
    fields = [field for field in model._meta.local_concrete_fields if keyed or not field.primary_key]
    names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    values = (
        [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields] for row in waiting
    )
    if connection.vendor != "postgresql":
        write = f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(fields))})"  # noqa: S608 - our own names
        with connection.cursor() as cursor:
            cursor.executemany(write, list(values))
        return
    # Django turns the driver's errors into its own for statements that it runs itself, and COPY isn't one.
    write = f"COPY {table} ({names}) FROM STDIN"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(write) as copy:
        for row in values:
            copy.write_row(row)


def change_rows(rows: Iterable[models.Model], names: Sequence[str]) -> None:
    """Write the fields named of rows of one model that are there, as `bulk_update` does, which takes ten times as long
    to put its statement together. Nothing is said to whoever listens to saves."""
    waiting = list(rows)
    if not waiting:
        return
    model: Any = type(waiting[0])
    connection = this_threads()
    fields = [model._meta.pk, *(model._meta.get_field(name) for name in names)]
    size = A_STATEMENT // len(fields)
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        for start in range(0, len(waiting), size):
            some = waiting[start : start + size]
            cursor.execute(
                _update(connection, model, fields, len(some)),
                [field.get_db_prep_save(getattr(row, field.attname), connection) for row in some for field in fields],
            )


def this_threads() -> BaseDatabaseWrapper:
    """Return this thread's connection itself: what Django calls `connection` looks for it anew each time it is asked
    anything, which for each value of thousands of rows takes longer than writing them."""
    return connections[DEFAULT_DB_ALIAS]


def _update(connection: BaseDatabaseWrapper, model: Any, fields: Sequence[Any], number: int) -> str:
    quote = connection.ops.quote_name

    def given(place: int) -> str:
        # PostgreSQL has to be told what the values are; SQLite would make a number of the day in a moment.
        name = f"given.column{place + 1}"
        kind = fields[place].rel_db_type(connection) if place == 0 else fields[place].db_type(connection)
        return f"CAST({name} AS {kind})" if connection.vendor == "postgresql" else name

    row = f"({', '.join(['%s'] * len(fields))})"
    table, key = quote(model._meta.db_table), quote(fields[0].column)
    changes = ", ".join(f"{quote(field.column)} = {given(place)}" for place, field in enumerate(fields) if place)
    return (
        f"UPDATE {table} SET {changes} FROM (VALUES {', '.join([row] * number)}) AS given "  # noqa: S608 - our own names
        f"WHERE {table}.{key} = {given(0)}"
    )
