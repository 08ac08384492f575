"""Steps with one line of progress each, commands whose output is kept, and failures told in a sentence."""

import contextlib
import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from threading import Event, Thread

ROOT = Path(__file__).resolve().parents[1]
VAR = Path(os.environ.get("VAR_DIR", ROOT / "var"))
LOGS = VAR / "log"

# What pip, uv, npm and Node say when no registry can be reached.
NO_NETWORK = (
    "name resolution", "Name or service not known", "NewConnectionError", "Network is unreachable", "dns error",
    "ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ETIMEDOUT", "Connection refused", "tcp connect error", "ConnectTimeout",
)  # fmt: skip


class Stop(Exception):
    """The work can't go on. The message says what happened and what to do, for a person to read."""


class CommandFailed(Exception):
    """A command ended with an error. `output` is all it said."""

    def __init__(self, output: str) -> None:
        super().__init__(output)
        self.output = output

    @property
    def for_want_of_network(self) -> bool:
        return any(words in self.output for words in NO_NETWORK)

    def last_lines(self, count: int = 12) -> str:
        lines = [line for line in self.output.splitlines() if line.strip() and not line.lstrip().startswith("at ")]
        return "\n".join(f"    {line}" for line in lines[-count:])


class Steps:
    """Numbered steps: "2/6 Front-end packages…" while one runs, and how long it took when it is done."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.number = 0

    @contextlib.contextmanager
    def step(self, title: str) -> Iterator["Step"]:
        self.number += 1
        step = Step(f"{self.number}/{self.total} {title}")
        try:
            yield step
        except BaseException:
            step.finish("stopped")
            raise
        step.finish()


class Step:
    """One step's line. For a person who watches, the seconds that it has taken so far are counted at its end."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.outcome = ""
        self.notes: list[str] = []
        self.began = time.monotonic()
        self.streams = False
        print(f"{title}… ", end="", flush=True)
        self.counted = Event()
        self.counting = Thread(target=self._count, daemon=True) if sys.stdout.isatty() else None
        if self.counting:
            self.counting.start()

    def _count(self) -> None:
        while not self.counted.wait(1):
            print(f"\r{self.title}… {time.monotonic() - self.began:.0f} s ", end="", flush=True)

    def _stop_counting(self) -> None:
        if self.counting and not self.counted.is_set():
            self.counted.set()
            self.counting.join()
            print(f"\r{self.title}… ", end="", flush=True)

    def stream(self) -> None:
        """Say that a command is about to write below this step's own line."""
        self._stop_counting()
        self.streams = True
        print(flush=True)

    def finish(self, outcome: str = "") -> None:
        self._stop_counting()
        said = outcome or self.outcome or f"{time.monotonic() - self.began:.1f} s"
        print(f"{self.title}: {said}" if self.streams else said, flush=True)
        for note in self.notes:
            print(f"    {note}", flush=True)


def run(command: Iterable[str | Path], *, log: str, env: Mapping[str, str] | None = None) -> str:
    """Run a command, keep what it says in var/log/`log`.log, and return it. Raises CommandFailed."""
    LOGS.mkdir(parents=True, exist_ok=True)
    words = [str(word) for word in command]
    done = subprocess.run(
        words, cwd=ROOT, env=dict(env) if env else None, text=True, errors="replace", check=False,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    (LOGS / f"{log}.log").write_text(f"$ {' '.join(words)}\n{done.stdout}", encoding="utf-8")
    if done.returncode:
        raise CommandFailed(done.stdout)
    return done.stdout


def digest(paths: Iterable[Path]) -> str:
    """Return one hash of the names and contents of files; a missing one counts as empty."""
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(str(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path).encode())
        total.update(path.read_bytes() if path.is_file() else b"")
    return total.hexdigest()


def is_stamped(stamp: Path, wanted: str) -> bool:
    """Return whether a stamp file vouches that the work described by `wanted` was done."""
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted


def put_stamp(stamp: Path, wanted: str) -> None:
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(wanted, encoding="utf-8")


def tell(stop: Stop) -> int:
    """Print why the work can't go on, and return the exit code that says so."""
    print(f"\n{stop}\n", file=sys.stderr, flush=True)
    return 1
