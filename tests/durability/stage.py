"""A database that other processes reach too: the tests' own on PostgreSQL, else an SQLite file made for the test."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.db import connection

from tests.template_database import ROOT, template

SETTINGS = "goldthread.settings.test"


@dataclass(frozen=True)
class Stage:
    """Where a durability test plays. `folder` is its own, for logs."""

    database_url: str
    folder: Path

    @property
    def is_postgresql(self) -> bool:
        return self.database_url.startswith("postgres")

    def act(self, *words: object) -> Any:
        """Run one of scenes.py's acts in a process of its own and return what it says."""
        env = {**os.environ, "DATABASE_URL": self.database_url, "DJANGO_SETTINGS_MODULE": SETTINGS}
        command = [sys.executable, "-m", "tests.durability.scenes", *map(str, words)]
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout.splitlines()[-1])


def sqlite_stage(folder: Path) -> Stage:
    path = folder / "stage.sqlite3"
    shutil.copy(template(), path)
    return Stage(f"sqlite:///{path}", folder)


def own_stage(folder: Path) -> Stage:
    """Return the tests' own database if it is PostgreSQL, else an SQLite file."""
    if connection.vendor != "postgresql":
        return sqlite_stage(folder)
    own = connection.settings_dict
    password = f":{quote(own['PASSWORD'], safe='')}" if own["PASSWORD"] else ""
    port = f":{own['PORT']}" if own["PORT"] else ""
    place = f"{own['USER']}{password}@{quote(own['HOST'] or 'localhost', safe='')}{port}"
    return Stage(f"postgres://{place}/{own['NAME']}", folder)
