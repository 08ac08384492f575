"""A PostgreSQL server for one run of the tests, from whatever is installed. Nothing of it is left behind."""

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from steps import LOGS

PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/usr/pgsql-*/bin",
)
# No disk of today has a head to move.
SPEED = {"jit": "off", "random_page_cost": "1.1", "max_connections": "200"}
# A test's data may be lost with the machine, so nothing waits for the disk.
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class NoServer(Exception):
    """No PostgreSQL could be started. The message says why."""


def find_binaries() -> Path:
    """Return the newest folder that holds initdb. Raises NoServer."""
    found = [Path(path).parent for path in [shutil.which("initdb")] if path]
    for place in PLACES:
        root, *rest = Path(place).parts
        found += [folder for folder in Path(root).glob("/".join(rest)) if (folder / "initdb").exists()]
    if not found:
        raise NoServer("PostgreSQL isn't installed (Debian, Ubuntu: sudo apt install postgresql)")
    return max(found, key=version_of)


def version_of(folder: Path) -> float:
    said = subprocess.run([folder / "initdb", "--version"], check=False, capture_output=True, text=True).stdout.split()
    return float(said[2].split(".")[0]) if len(said) > 2 and said[2][0].isdigit() else 0


def unprivileged() -> dict[str, Any]:
    """Return who runs the server, as Popen takes it: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            user = pwd.getpwnam(name)
            return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise NoServer("PostgreSQL refuses to run as root, and there is no user to run it as")


@contextlib.contextmanager
def server(*, durable: bool = False) -> Iterator[str]:
    """Start a new, empty server and give its DATABASE_URL; stop and remove it at the end. Raises NoServer.

    `durable`: a commit waits for the disk, as where it counts. Measurements want that; tests don't.
    """
    binaries, who = find_binaries(), unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="goldthread-postgres-"))
    if who:
        os.chown(folder, who["user"], who["group"])
    LOGS.mkdir(parents=True, exist_ok=True)
    try:
        data = folder / "data"
        initialise(binaries, data, who)
        settings = SPEED | ({} if durable else NOT_DURABLE)
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        command: list[Any] = [binaries / "postgres", "-D", data, "-k", folder, "-c", "listen_addresses=", *options]
        with (LOGS / "postgres.log").open("wb") as log:
            process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, start_new_session=True, **who)
        try:
            wait_for(data, process)
            yield f"postgres://goldthread@{quote(str(folder), safe='')}/goldthread"
        finally:
            process.terminate()
            process.wait(30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def initialise(binaries: Path, data: Path, who: dict[str, Any]) -> None:
    for locale in ("C.UTF-8", "C"):
        command: list[Any] = [
            binaries / "initdb", "-D", data, "-U", "goldthread", "-A", "trust", "-E", "UTF8",
            f"--locale={locale}", "-N",
        ]  # fmt: skip
        done = subprocess.run(command, cwd=data.parent, check=False, capture_output=True, text=True, **who)
        if done.returncode == 0:
            return
        shutil.rmtree(data, ignore_errors=True)
    raise NoServer(f"PostgreSQL couldn't make a database: {done.stderr.strip().splitlines()[-1]}")


def wait_for(data: Path, process: subprocess.Popen[Any]) -> None:
    for _ in range(600):
        if process.poll() is not None:
            break
        if is_ready(data):
            return
        time.sleep(0.1)
    raise NoServer("PostgreSQL didn't start: see var/log/postgres.log")


def is_ready(data: Path) -> bool:
    """Return whether a server lets anybody in: its socket is there before. It says so where `pg_ctl --wait` looks."""
    with contextlib.suppress(OSError):
        lines = (data / "postmaster.pid").read_text().splitlines()
        return len(lines) > 7 and lines[7].strip() == "ready"
    return False
