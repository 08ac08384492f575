"""A migrated, empty database, built once for each set of migrations and then copied wherever a test run wants one.

Running every migration of Wagtail, allauth and this project takes half a minute; copying the result takes none. The
copy is a truly migrated database: the same rows, constraints and triggers. On SQLite the template is a file in var/; on
PostgreSQL it is a database of its own on the same server. `python -m tests.template_database` makes the one that
DATABASE_URL asks for, so that nothing has to wait for it later.
"""

import fcntl
import hashlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.db import OperationalError, ProgrammingError

ROOT = Path(__file__).resolve().parents[1]
PREFIX = "goldthread_template_"
# A template on a PostgreSQL server that no run of any checkout has used for so long goes when the next one is built.
KEPT_FOR, SAID_AGAIN_AFTER = timedelta(days=1), timedelta(hours=1)
PACKAGES = ("django", "wagtail", "django-allauth", "django-tasks-db", "django-taggit")
# What writes rows or triggers after migrating.
AFTER_MIGRATING = (
    "core/after_migrating.py",
    "core/triggers.py",
    "core/signals.py",
    "people/groups.py",
    "people/team_rights.py",
    "briefings/library/team_rights.py",
    "briefings/reviews/kinds.py",
    "learning/compliance/actions/reminder_rounds.py",
    "learning/compliance/apps.py",
    "learning/quizzes/team_rights.py",
    "learning/records/apps.py",
    "learning/records/team_rights.py",
)


def template() -> Path:
    """Return the path of the migrated database for the migrations as they are, building it if need be."""
    path = ROOT / "var" / f"test-{fingerprint()}.sqlite3"
    if path.exists():
        return path
    path.parent.mkdir(exist_ok=True)
    with (path.parent / "test-database.lock").open("w") as lock:
        # Of several processes that need it at once, one builds it and the others wait.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            build(path)
    return path


def build(path: Path) -> None:
    """Migrate an empty database and put it at `path`; templates for other migrations go."""
    fresh = path.with_suffix(f".{os.getpid()}")
    migrate(f"sqlite:///{fresh}")
    # What the write-ahead log still holds is written back when the last connection closes.
    for stale in path.parent.glob("test-*.sqlite3*"):
        stale.unlink(missing_ok=True)
    fresh.rename(path)


def migrate(database_url: str) -> None:
    environment = {**os.environ, "DATABASE_URL": database_url, "DJANGO_SETTINGS_MODULE": "goldthread.settings.test"}
    command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)


def postgresql_template(connection: Any) -> str:
    """Return the name of the migrated database on the server of a connection, building it if need be."""
    name = PREFIX + fingerprint()
    with connection._nodb_cursor() as cursor, one_at_a_time(cursor, name):
        # Of several processes that need it at once, one builds it and the others wait.
        standing = templates(cursor)
        if name not in standing:
            build_on_postgresql(cursor, name)
        elif (used := standing[name]) is None or datetime.now(UTC) - used > SAID_AGAIN_AFTER:
            say_used(cursor, name)
    return name


def build_on_postgresql(cursor: Any, name: str) -> None:
    """Migrate an empty database and give it its name when it is whole; templates that nobody uses any more go.

    Other checkouts, with other migrations, may use the same server: theirs stay, and so does what they are building.
    """
    fresh = f"{PREFIX}fresh_{uuid4().hex[:16]}"
    with one_at_a_time(cursor, PREFIX):
        for database, used in templates(cursor).items():
            if used is None or datetime.now(UTC) - used > KEPT_FOR:
                with suppress(ProgrammingError, OperationalError):  # another process drops it, or uses it after all
                    cursor.execute(f'DROP DATABASE "{database}"')
        cursor.execute(f'CREATE DATABASE "{fresh}"')
        say_used(cursor, fresh)
    migrate(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{fresh}").geturl())
    cursor.execute(f'ALTER DATABASE "{fresh}" RENAME TO "{name}"')


@contextmanager
def one_at_a_time(cursor: Any, what: str) -> Iterator[None]:
    """Let others wait who ask for the same on this server."""
    cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [what])
    try:
        yield
    finally:
        cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [what])


def templates(cursor: Any) -> dict[str, datetime | None]:
    """Return when each template on a server was used last, with those being built; None: it doesn't say."""
    cursor.execute(
        "SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database WHERE starts_with(datname, %s)",
        [PREFIX],
    )
    return {name: datetime.fromisoformat(said) if said else None for name, said in cursor.fetchall()}


def say_used(cursor: Any, name: str) -> None:
    """Write on a template that it is used now."""
    cursor.execute(f"COMMENT ON DATABASE \"{name}\" IS '{datetime.now(UTC).isoformat()}'")


@cache
def fingerprint() -> str:
    """Return a short hash that changes with any migration, with a package that has some, and with any model: which
    tables get triggers is said there."""
    models = [path for place in ("*/models", "*/*/models") for path in ROOT.glob(f"{place}/*.py")]
    models += [path for place in ("*", "*/*") for path in ROOT.glob(f"{place}/models.py")]
    sources = [*sorted(migrations()), *sorted(models), *(ROOT / name for name in AFTER_MIGRATING)]
    digest = hashlib.sha256(" ".join(version(name) for name in PACKAGES).encode())
    for source in sources:
        if source.exists():
            digest.update(str(source.relative_to(ROOT)).encode() + source.read_bytes())
    return digest.hexdigest()[:16]


def migrations() -> Iterable[Path]:
    for room in ("core", "people", "briefings", "learning", "home"):
        yield from (ROOT / room).rglob("migrations/*.py")


def begin_with_a_copy(connection: Any) -> None:
    """Let Django make this connection's test database by copying the template, where it makes one anew."""
    creation = connection.creation
    make_and_migrate = creation.create_test_db

    def create_test_db(verbosity: int = 1, autoclobber: bool = False, keepdb: bool = False, **kwargs: Any) -> str:
        if keepdb:
            kept: str = make_and_migrate(verbosity, autoclobber, keepdb=keepdb, **kwargs)
            return kept
        if connection.vendor == "postgresql":
            connection.settings_dict["TEST"]["TEMPLATE"] = postgresql_template(connection)
        creation._create_test_db(verbosity, autoclobber, keepdb)
        connection.close()
        name: str = creation._get_test_db_name()
        connection.settings_dict["NAME"] = settings.DATABASES[connection.alias]["NAME"] = name
        if connection.vendor == "sqlite":
            copy_into(connection)
        connection.ensure_connection()
        return name

    creation.create_test_db = create_test_db


def begin_again(connection: Any, kept: Path | None = None) -> None:
    """Put the test database of a connection back to what the template is, or to what `keep_copy` has kept."""
    if connection.vendor == "sqlite":
        copy_into(connection, kept)
        return
    connection.close()
    name, whole = connection.settings_dict["NAME"], kept.read_text() if kept else postgresql_template(connection)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{whole}"')


def keep_copy(connection: Any, kept: Path) -> None:
    """Keep a copy of the test database of a connection for others to begin with: in the file `kept`, or beside it on
    its server, where it goes as templates go; then the file has its name."""
    connection.close()
    if connection.vendor == "sqlite":
        source, copy = (sqlite3.connect(path) for path in (connection.settings_dict["NAME"], kept))
        source.backup(copy)
        source.close()
        copy.close()
        return
    name = f"{PREFIX}kept_{uuid4().hex[:16]}"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{connection.settings_dict["NAME"]}"')
        say_used(cursor, name)
    kept.write_text(name)


def copy_into(connection: Any, kept: Path | None = None) -> None:
    """Fill the SQLite database of a Django connection from the template, or from a copy that was kept."""
    connection.ensure_connection()
    source = sqlite3.connect(f"file:{kept or template()}?mode=ro", uri=True)
    try:
        source.backup(connection.connection)
    finally:
        source.close()


if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    import django
    from django.db import connection

    django.setup()
    print(postgresql_template(connection) if connection.vendor == "postgresql" else template())
