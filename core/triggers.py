"""What the database itself holds to, on both databases: rows of append-only tables are never changed or deleted, and a
change to what every process keeps a copy of raises the public stamp, however it was made.
"""

from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

FUNCTION = "goldthread_refuse_change"
STAMP_FUNCTION = "goldthread_raise_stamp"


def append_only_models() -> list[type[models.Model]]:
    """Return every installed model whose rows are never changed."""
    return [model for model in apps.get_models() if getattr(model, "append_only", False) and model._meta.managed]


def stamped_tables() -> list[str]:
    """Return the tables of every model marked `raises_stamp`, and those that join them to others."""
    models_ = [model for model in apps.get_models() if getattr(model, "raises_stamp", False) and model._meta.managed]
    joins = [field.m2m_db_table() for model in models_ for field in model._meta.local_many_to_many]
    return sorted({*joins, *(model._meta.db_table for model in models_)})


def _sqlite_stamp(table: str) -> list[str]:
    return [
        f"CREATE TRIGGER IF NOT EXISTS {table}_stamp_{verb.lower()} AFTER {verb} ON {table} "
        f"BEGIN UPDATE core_publicstamp SET number = number + 1 WHERE id = 1; END"
        for verb in ("INSERT", "UPDATE", "DELETE")
    ]


def _postgresql_stamp(table: str) -> list[str]:
    return [
        f"CREATE OR REPLACE TRIGGER {table}_stamp AFTER INSERT OR UPDATE OR DELETE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {STAMP_FUNCTION}()",
    ]


def _sqlite(table: str) -> list[str]:
    return [
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: add a correction instead'); END"
        for verb in ("UPDATE", "DELETE")
    ]


def _postgresql(table: str) -> list[str]:
    return [
        f"CREATE OR REPLACE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {FUNCTION}()",
        f"CREATE OR REPLACE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {FUNCTION}()",
    ]


POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: add a correction instead', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$ LANGUAGE plpgsql
"""


POSTGRESQL_STAMP_FUNCTION = f"""
CREATE OR REPLACE FUNCTION {STAMP_FUNCTION}() RETURNS trigger AS $$
BEGIN
    UPDATE core_publicstamp SET number = number + 1 WHERE id = 1;
    RETURN NULL;
END $$ LANGUAGE plpgsql
"""


def lock(connection: BaseDatabaseWrapper) -> None:
    """Install the triggers on every table that exists and wants them. Safe to run again."""
    existing = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL_FUNCTION)
            cursor.execute(POSTGRESQL_STAMP_FUNCTION)
        for table in existing.intersection(stamped_tables()):
            for sql in _postgresql_stamp(table) if connection.vendor == "postgresql" else _sqlite_stamp(table):
                cursor.execute(sql)
        for model in append_only_models():
            table = model._meta.db_table
            if table not in existing:
                continue
            for sql in _postgresql(table) if connection.vendor == "postgresql" else _sqlite(table):
                cursor.execute(sql)


def lock_after_migrate(using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Receiver of post_migrate."""
    lock(connections[using])
