"""The local database: brought up to this version, and filled with the demonstration partnership."""

import json
import os
import sqlite3
import subprocess
from pathlib import Path

from environment import PYTHON
from steps import ROOT, VAR, CommandFailed, Steps, Stop, digest, is_stamped, put_stamp, run

FLOORS = ("core", "people", "briefings", "learning", "home")
DATABASE = VAR / "goldthread.sqlite3"
STAMPS = VAR / "stamps"
FRESH = "Run `make fresh` to move it aside (nothing is deleted), then this again."


def settings_env(*, debug: bool = False) -> dict[str, str]:
    """Return the environment in which `make run` runs Django."""
    env = {name: value for name, value in os.environ.items() if name not in {"VIRTUAL_ENV", "PYTHONHOME"}}
    return env | {"DJANGO_SETTINGS_MODULE": "goldthread.settings.dev", "GOLDTHREAD_DEBUG": "1" if debug else "0"}


def is_local() -> bool:
    """Return whether the database is the SQLite file in var/, not one of the reader's own."""
    return not os.environ.get("DATABASE_URL")


def migration_files() -> list[Path]:
    return [
        path
        for floor in FLOORS
        for path in (ROOT / floor).rglob("migrations/[0-9]*.py")
        if "node_modules" not in path.parts
    ]


def applied() -> list[str]:
    """Return the migrations that the local database says it has had, as "app.name"; none if it isn't there."""
    if not DATABASE.exists():
        return []
    with sqlite3.connect(f"file:{DATABASE}?mode=ro", uri=True) as connection:
        try:
            rows = connection.execute("SELECT app, name FROM django_migrations ORDER BY id").fetchall()
        except sqlite3.DatabaseError:
            return []
    return [f"{app}.{name}" for app, name in rows]


def has_demo() -> bool:
    """Return whether the demo's people are in the local database; of another database only its stamp can tell."""
    if not is_local():
        return True
    with sqlite3.connect(f"file:{DATABASE}?mode=ro", uri=True) as connection:
        return (
            connection.execute("SELECT 1 FROM people_person WHERE email = 'learner@demo.example'").fetchone()
            is not None
        )


def migrate(steps: Steps) -> None:
    """Bring the database up to this version. Raises Stop, saying what to do, if it doesn't fit."""
    stamp = STAMPS / "migrated.json"
    now = {path.relative_to(ROOT).as_posix(): digest([path]) for path in migration_files()}
    with steps.step("Database") as step:
        state = json.dumps([now, digest([ROOT / "requirements.txt"]), applied()], sort_keys=True)
        if is_local() and DATABASE.exists():
            if is_stamped(stamp, state):
                step.outcome = "up to date"
                return
            refuse_if_it_does_not_fit(stamp, now)
        try:
            run([PYTHON, "manage.py", "migrate", "--no-input"], log="migrate", env=settings_env())
        except CommandFailed as failure:
            raise Stop(
                f"The database couldn't be brought up to this version:\n{failure.last_lines()}\n{remedy()}"
            ) from failure
        put_stamp(stamp, json.dumps([now, digest([ROOT / "requirements.txt"]), applied()], sort_keys=True))


def remedy() -> str:
    return FRESH if is_local() else "Check DATABASE_URL, and that the database runs."


def refuse_if_it_does_not_fit(stamp: Path, now: dict[str, str]) -> None:
    """Raise Stop if the database had migrations that this version lacks, or has since rewritten."""
    labels = {Path(path).parts[-3] for path in now}
    known = {f"{Path(path).parts[-3]}.{Path(path).stem}" for path in now}
    had = set(applied())
    newer = sorted(name for name in had - known if name.split(".")[0] in labels)
    if newer:
        raise Stop(f"The database in var/ was made by a newer Goldthread: it has {newer[0]}, which isn't here. {FRESH}")
    before = json.loads(stamp.read_text(encoding="utf-8"))[0] if stamp.is_file() else {}
    changed = [
        path
        for path, was in before.items()
        if now.get(path, was) != was and f"{Path(path).parts[-3]}.{Path(path).stem}" in had
    ]
    if changed:
        raise Stop(f"The database in var/ was made before {changed[0]} was rewritten, so it no longer fits. {FRESH}")


def load_demo(steps: Steps) -> None:
    """Load the demonstration partnership, once for each database. Raises Stop if it can't be."""
    stamp = STAMPS / "demo"
    staff = os.environ.get("STAFF", "")
    wanted = f"{os.environ.get('DATABASE_URL', 'local')} {staff}"
    with steps.step("Demonstration partnership") as step:
        if is_stamped(stamp, wanted) and has_demo():
            step.outcome = "up to date"
            return
        step.stream()
        command = [str(PYTHON), "manage.py", "demo", *(["--staff", staff] if staff else [])]
        if subprocess.run(command, cwd=ROOT, env=settings_env(), check=False).returncode:
            raise Stop(
                "The demonstration partnership couldn't be loaded: what went wrong stands above. "
                f"Without it there is nobody to sign in as. {remedy()}"
            )
        put_stamp(stamp, wanted)
