"""A migrated, empty SQLite database, built once for each set of migrations and then copied into every test run.

Running every migration of Wagtail, allauth and this project takes half a minute; copying the result takes none. The
copy is a truly migrated database: the same rows, constraints and triggers. PostgreSQL runs its migrations every time.
"""

import fcntl
import hashlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("django", "wagtail", "django-allauth", "django-tasks-db", "django-taggit")
# What writes rows or triggers after migrating.
AFTER_MIGRATING = (
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
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{fresh}",
        "DJANGO_SETTINGS_MODULE": "goldthread.settings.test",
    }
    command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    # What the write-ahead log still holds is written back when the last connection closes.
    for stale in path.parent.glob("test-*.sqlite3"):
        stale.unlink(missing_ok=True)
    fresh.rename(path)


def fingerprint() -> str:
    """Return a short hash that changes with any migration, or with a package that has some."""
    sources = [*sorted(migrations()), *(ROOT / name for name in AFTER_MIGRATING)]
    digest = hashlib.sha256(" ".join(version(name) for name in PACKAGES).encode())
    for source in sources:
        if source.exists():
            digest.update(str(source.relative_to(ROOT)).encode() + source.read_bytes())
    return digest.hexdigest()[:16]


def migrations() -> Iterable[Path]:
    for room in ("core", "people", "briefings", "learning", "home"):
        yield from (ROOT / room).rglob("migrations/*.py")


def copy_into(connection: Any) -> None:
    """Fill the empty in-memory database of a Django connection from the template."""
    connection.ensure_connection()
    source = sqlite3.connect(f"file:{template()}?mode=ro", uri=True)
    try:
        source.backup(connection.connection)
    finally:
        source.close()
