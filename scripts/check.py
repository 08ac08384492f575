"""`make test`: every check and test, on every database and browser there is, and a plain word on what was left out."""

import contextlib
import os
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as Tree
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import postgres
from environment import PYTHON, VENV, install_packages
from frontend import build_front_end
from steps import LOGS, ROOT, VAR, CommandFailed, Steps, Stop, run, tell

REPORTS = VAR / "test-reports"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "goldthread.settings.production",
    "SECRET_KEY": "0123456789-abcdefghijklmnopqrstuvwxyz-0123456789-abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "learning.example.org",
    "BASE_URL": "https://learning.example.org",
    "DATABASE_URL": "sqlite:///:memory:",
    "DEFAULT_FROM_EMAIL": "learning@example.org",
    "TRUSTED_PROXY_COUNT": "1",
}
TEST = {"DJANGO_SETTINGS_MODULE": "goldthread.settings.test"}
SQLITE, POSTGRESQL = "On SQLite", "On PostgreSQL"
# title, command, what the environment says besides
CHECKS: list[tuple[str, list[str], dict[str, str]]] = [
    ("Style (ruff)", ["bin/ruff", "check", "."], {}),
    ("Layout (ruff format)", ["bin/ruff", "format", "--check", "."], {}),
    ("Templates (djlint)", ["bin/djlint", "--lint", "--quiet", "templates"], {}),
    ("Import contracts", ["bin/lint-imports"], {"PYTHONPATH": str(ROOT / "site")}),
    ("Types (mypy)", ["bin/mypy", "."], {}),
    ("Migrations", ["bin/python", "manage.py", "makemigrations", "--check", "--dry-run"], TEST),
    ("Production settings", ["bin/python", "manage.py", "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
]


@dataclass
class Result:
    """What a whole run came to: counts of tests, the names of what failed, and what was left out and why."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    broken: list[str] = field(default_factory=list)
    ran: dict[str, int] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)

    def add(self, report: Path, title: str, exit_code: int) -> None:
        before = self.failed
        if report.is_file():
            for suite in Tree.parse(report).getroot().iter("testsuite"):
                tests, failed, skipped = (
                    int(suite.get("tests", 0)),
                    int(suite.get("failures", 0)) + int(suite.get("errors", 0)),
                    int(suite.get("skipped", 0)),
                )
                self.passed += tests - failed - skipped
                self.failed += failed
                self.skipped += skipped
                self.ran[title] = self.ran.get(title, 0) + tests
        if exit_code and self.failed == before:
            self.failed += 1
        if exit_code:
            self.broken.append(title)


def clean_env(more: dict[str, str]) -> dict[str, str]:
    """Return this environment without what would bend Django's settings, and with `more`."""
    bends = {
        "DATABASE_URL", "DATABASE_PREPARED", "VAR_DIR", "CACHE_URL", "MEDIA_ROOT", "SITE_NAME", "PUBLIC_PAGE_SECONDS",
        "SECRET_KEY",
    }  # fmt: skip
    env = {name: value for name, value in os.environ.items() if name not in bends}
    if env.pop("PYTHONDONTWRITEBYTECODE", None):
        # Said of many containers, to keep them small. A run starts dozens of processes, and compiling Django and
        # Wagtail takes each of them longer than importing them: what was compiled is kept in var/ instead.
        env["PYTHONPYCACHEPREFIX"] = str(VAR / "pycache")
    return env | more


def check(steps: Steps, result: Result) -> None:
    """Run each check; a failing one is shown whole and the others still run."""
    for title, (program, *words), env in CHECKS:
        with steps.step(title) as step:
            try:
                run([VENV / program, *words], log=program.rsplit("/", 1)[-1], env=clean_env(env))
            except CommandFailed as failure:
                step.outcome = "FAILED"
                step.notes = failure.output.rstrip().splitlines()[-60:]
                result.broken.append(title)


def pytest(result: Result, title: str, words: list[str], env: dict[str, str]) -> None:
    """Run pytest with its own output shown, and add its counts to the result."""
    REPORTS.mkdir(parents=True, exist_ok=True)
    report = REPORTS / f"{title.lower().replace(' ', '-')}.xml"
    report.unlink(missing_ok=True)
    print(f"\n--- {title}", flush=True)
    command = [str(PYTHON), "-m", "pytest", "-q", f"--junitxml={report}", *words]
    code = subprocess.run(
        command, cwd=ROOT, env=clean_env(TEST | env), stdin=subprocess.DEVNULL, check=False
    ).returncode
    result.add(report, title, code)


def find_chromium() -> str | None:
    named = os.environ.get("CHROMIUM")
    return named or next((path for path in map(shutil.which, CHROMIUM) if path), None)


def run_browser(result: Result, env: dict[str, str]) -> None:
    chromium = find_chromium()
    if chromium is None:
        result.left_out.append(
            "browser journeys: Chromium isn't installed (Debian, Ubuntu: sudo apt install chromium; or set CHROMIUM)"
        )
        return
    pytest(result, "In a browser", ["-m", "browser", "-n", "2"], env | {"CHROMIUM": chromium})


def start_postgresql(result: Result, stack: contextlib.ExitStack) -> str | None:
    """Return the DATABASE_URL of a server for the tests: the one that was named, or a new one. None without any."""
    given = os.environ.get("TEST_POSTGRES_URL") or os.environ.get("DATABASE_URL_POSTGRESQL")
    if given:
        return given
    try:
        return stack.enter_context(postgres.server())
    except postgres.NoServer as reason:
        result.left_out.append(f"PostgreSQL: {reason}")
        return None


def make_template(database: str, env: dict[str, str], stack: contextlib.ExitStack) -> "subprocess.Popen[bytes]":
    """Begin to migrate the empty database that the tests copy. If that fails, the tests try again, and say why."""
    LOGS.mkdir(parents=True, exist_ok=True)
    log = stack.enter_context((LOGS / f"test-database-{database}.log").open("wb"))
    command = [str(PYTHON), "-m", "tests.template_database"]
    process = subprocess.Popen(
        command, cwd=ROOT, env=clean_env(TEST | env), stdin=subprocess.DEVNULL, stdout=log, stderr=log
    )
    stack.callback(process.wait)
    stack.callback(process.terminate)
    return process


def run_tests(result: Result, postgres_url: str | None) -> None:
    """Run the suite on SQLite, then on PostgreSQL, and the journeys on whichever of them is nearer to production."""
    pytest(result, SQLITE, ["-m", "not browser", "-n", "2"], {})
    if postgres_url is None:
        run_browser(result, {})
        return
    env = {"DATABASE_URL": postgres_url}
    pytest(result, POSTGRESQL, ["-m", "not browser and not once", "-n", "2"], env)
    run_browser(result, env)


def conclude(result: Result, began: float) -> int:
    print()
    for words in result.left_out:
        print(f"Left out: {words}")
    if POSTGRESQL in result.ran:
        once = result.ran.get(SQLITE, 0) - result.ran[POSTGRESQL]
        print(f"{once} tests of rules and text, which are let at no database, were run once; the others on both.")
    minutes, seconds = divmod(round(time.monotonic() - began), 60)
    if result.broken:
        print(f"Not good yet, after {minutes} min {seconds} s: {'; '.join(result.broken)}")
    else:
        print(f"All good, after {minutes} min {seconds} s.")
    print(f"Tests: {result.passed} passed, {result.failed} failed, {result.skipped} skipped", flush=True)
    return 1 if result.broken else 0


def everything(steps: Steps, result: Result) -> None:
    build_front_end(steps)
    with contextlib.ExitStack() as stack:
        url = start_postgresql(result, stack)
        # Migrating takes half a minute and one processor: it goes on beside the checks.
        templates = [make_template("sqlite", {}, stack)]
        if url:
            templates.append(make_template("postgresql", {"DATABASE_URL": url}, stack))
        check(steps, result)
        with steps.step("Databases for the tests"):
            for template in templates:
                template.wait()
        run_tests(result, url)


def quick(steps: Steps, result: Result) -> None:
    words = sys.argv[sys.argv.index("--quick") + 1 :]
    build_front_end(steps)
    pytest(result, SQLITE, ["-m", "not browser", "-n", "2", *words], {})


def bench(steps: Steps, result: Result) -> None:
    """Measure on a demonstration partnership in a database of its own, or in the one that DATABASE_URL names."""
    words = sys.argv[sys.argv.index("--bench") + 1 :]
    build_front_end(steps)
    env = {
        "DATABASE_URL": f"sqlite:///{VAR / 'bench.sqlite3'}",
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "bench.settings",
    }
    for title, command in (("Database", ["migrate", "--no-input"]), ("Demonstration partnership", ["demo"])):
        with steps.step(title):
            try:
                run([PYTHON, "manage.py", *command], log=f"bench-{command[0]}", env=env)
            except CommandFailed as failure:
                raise Stop(f"{title}: it couldn't be made ready:\n{failure.last_lines()}") from failure
    if subprocess.run([PYTHON, "-m", "bench", *words], cwd=ROOT, env=env, check=False).returncode:
        result.broken.append("bench")


def main() -> int:
    began = time.monotonic()
    ways: dict[str, tuple[int, Callable[[Steps, Result], None]]] = {
        "--quick": (3, quick),
        "--lint": (1 + len(CHECKS), check),
        "--bench": (5, bench),
    }
    total, work = next((way for name, way in ways.items() if name in sys.argv), (4 + len(CHECKS), everything))
    result, steps = Result(), Steps(total)
    try:
        install_packages(steps, dev=True)
        work(steps, result)
    except Stop as stop:
        return tell(stop)
    except KeyboardInterrupt:
        print("\nStopped.")
        return 130
    if work is bench:
        return 1 if result.broken else 0
    return conclude(result, began)


if __name__ == "__main__":
    sys.exit(main())
