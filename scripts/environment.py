"""The Python packages: a virtual environment with exactly what requirements*.txt lock, by their hashes."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from steps import LOGS, ROOT, CommandFailed, Step, Steps, Stop, digest, is_stamped, put_stamp, run

VENV = (ROOT / os.environ.get("VENV", ".venv")).absolute()
PYTHON = VENV / "bin/python"
OLDEST = (3, 11)
NO_NETWORK = "No network: the {what} couldn't be fetched. Connect this machine to the internet and run this again."


def install_packages(steps: Steps, *, dev: bool = False) -> None:
    """Bring the virtual environment up to the locks. Raises Stop."""
    locks = [ROOT / "requirements.txt"] + ([ROOT / "requirements-dev.txt"] if dev else [])
    stamp = VENV / ("installed-dev" if dev else "installed")
    wanted = digest(locks)
    with steps.step("Python packages") as step:
        if sys.version_info < OLDEST:
            raise Stop(f"Goldthread needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
        if PYTHON.exists() and is_stamped(stamp, wanted):
            step.outcome = "up to date"
        else:
            make_environment()
            try:
                install(locks)
            except CommandFailed as failure:
                raise Stop(explain(failure)) from failure
            put_stamp(stamp, wanted)
        note_if_no_pango(step)


def make_environment() -> None:
    """Make the virtual environment unless it is there already and its Python is new enough."""
    if PYTHON.exists() and works(PYTHON):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    try:
        run([sys.executable, "-m", "venv", VENV], log="venv")
    except CommandFailed as failure:
        shutil.rmtree(VENV, ignore_errors=True)
        if "ensurepip" in failure.output:
            raise Stop(
                "This Python can't make virtual environments. On Debian and Ubuntu: sudo apt install python3-venv"
            ) from failure
        raise Stop(f"The virtual environment couldn't be made:\n{failure.last_lines()}") from failure


def works(python: Path) -> bool:
    check = f"import sys; sys.exit(sys.version_info < {OLDEST})"
    return subprocess.run([python, "-c", check], check=False, capture_output=True).returncode == 0


def install(locks: list[Path]) -> None:
    """Install the locked packages: with uv, which is ten times as quick, or else with pip."""
    requirements = [word for lock in locks for word in ("-r", str(lock))]
    uv = find_uv()
    if uv:
        try:
            run([uv, "pip", "install", "--python", PYTHON, "--require-hashes", *requirements], log="packages")
            return
        except CommandFailed as failure:
            if not has_pip():
                raise
            (LOGS / "packages-uv.log").write_text(failure.output, encoding="utf-8")
    run([PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", *requirements], log="packages")


def has_pip() -> bool:
    return subprocess.run([PYTHON, "-m", "pip", "--version"], check=False, capture_output=True).returncode == 0


def find_uv() -> Path | str | None:
    """Return uv: the environment's, the machine's, or the locked one, fetched. None if there is none."""
    if (VENV / "bin/uv").exists():
        return VENV / "bin/uv"
    found = shutil.which("uv")
    if found:
        return found
    lock = LOGS / "uv-only.txt"
    LOGS.mkdir(parents=True, exist_ok=True)
    lock.write_text(locked("uv"), encoding="utf-8")
    try:
        run([PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", lock], log="uv")
    except CommandFailed as failure:
        if failure.for_want_of_network:
            raise
        return None
    return VENV / "bin/uv"


def locked(package: str) -> str:
    """Return one package's lines of requirements-dev.txt: its pin and its hashes."""
    text = (ROOT / "requirements-dev.txt").read_text(encoding="utf-8")
    found = re.search(rf"^{package}==.*\n(?:    .*\n)*", text, re.MULTILINE)
    return found[0] if found else ""


def explain(failure: CommandFailed) -> str:
    if failure.for_want_of_network:
        return NO_NETWORK.format(what="Python packages")
    if "hash" in failure.output.lower() and "match" in failure.output.lower():
        return (
            "A Python package isn't the one that requirements.txt locks (its hash differs), so it wasn't installed:\n"
            f"{failure.last_lines()}"
        )
    return f"The Python packages couldn't be installed (var/log/packages.log has it all):\n{failure.last_lines()}"


def note_if_no_pango(step: Step) -> None:
    """Say what is left out where the libraries that draw PDFs are missing."""
    stamp = VENV / "draws-pdf"
    if stamp.exists():
        return
    try:
        run([PYTHON, "-c", "import weasyprint"], log="pango")
        put_stamp(stamp, "yes")
    except CommandFailed:
        step.notes.append(
            "Pango isn't installed, so no PDF can be made; everything else works. "
            "(Debian, Ubuntu: sudo apt install libpango-1.0-0 libpangoft2-1.0-0. macOS: brew install pango)"
        )
