"""A real web server over a database: gunicorn, as in production, on a free port of this machine."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 120  # seconds to start: a busy machine takes its time


@dataclass(frozen=True)
class Server:
    """A running server. `port` is on 127.0.0.1."""

    port: int
    process: "subprocess.Popen[bytes]"

    def workers(self) -> list[int]:
        """Return the process ids of its workers."""
        said = subprocess.run(["ps", "-o", "pid=", "--ppid", str(self.process.pid)], capture_output=True, check=False)
        return [int(pid) for pid in said.stdout.split()]


@contextmanager
def serving(*, database_url: str, settings: str, workers: int, log: IO[bytes]) -> Iterator[Server]:
    """Serve the site with so many workers, one request a worker at a time, until the block ends."""
    port = free_port()
    command = [
        sys.executable, "-m", "gunicorn", "--pythonpath", f"{ROOT},{ROOT / 'site'}", "--workers", str(workers),
        "--preload", "--bind", f"127.0.0.1:{port}", "--no-control-socket", "--log-level", "warning",
        "goldthread.wsgi",
    ]  # fmt: skip
    env = {**os.environ, "DATABASE_URL": database_url, "DJANGO_SETTINGS_MODULE": settings, "CONN_MAX_AGE": "60"}
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)
    try:
        wait_for(port, process)
        yield Server(port, process)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}: see its log")
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server doesn't answer")
