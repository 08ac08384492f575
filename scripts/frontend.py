"""The front end: locked npm packages, and the style sheet, scripts and typeface built from them."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from environment import NO_NETWORK, PYTHON, VENV, find_uv
from steps import ROOT, CommandFailed, Step, Steps, Stop, digest, is_stamped, put_stamp, run

OLDEST_NODE = 18
SOURCE = ROOT / "core/frontend"
BUILT = ROOT / "core/static/goldthread"
NO_NODE = (
    "The style sheet can't be built: this machine has no Node.js 18 or newer, and none could be had from the Python "
    "package index. Install Node.js (https://nodejs.org, or sudo apt install nodejs npm) and run this again."
)


def build_front_end(steps: Steps) -> None:
    """Fetch the npm packages and build core/static/goldthread/, each only if something changed. Raises Stop."""
    lock = digest([ROOT / "package-lock.json", ROOT / ".npmrc"])
    sources = digest([path for path in SOURCE.rglob("*") if path.is_file()] + [ROOT / "package.json"]) + lock
    with steps.step("Front-end packages") as step:
        if is_stamped(BUILT / ".built", sources) or is_stamped(ROOT / "node_modules/.installed", lock):
            step.outcome = "up to date"
        else:
            npm(["ci"], step, what="front-end packages")
            put_stamp(ROOT / "node_modules/.installed", lock)
    with steps.step("Styles and scripts") as step:
        if is_stamped(BUILT / ".built", sources):
            step.outcome = "up to date"
            return
        npm(["run", "build"], step, what="style sheet")
        put_stamp(BUILT / ".built", sources)


def npm(words: list[str], step: Step, *, what: str) -> None:
    folder = find_node(step)
    env = os.environ | {"PATH": f"{folder}{os.pathsep}{os.environ.get('PATH', '')}"}
    try:
        run([folder / "npm", *words], log=f"npm-{words[-1]}", env=env)
    except CommandFailed as failure:
        if failure.for_want_of_network:
            raise Stop(NO_NETWORK.format(what=what)) from failure
        raise Stop(f"npm {' '.join(words)} failed:\n{failure.last_lines()}") from failure


def find_node(step: Step) -> Path:
    """Return the folder of a Node that is new enough: the machine's, or the locked one from PyPI. Raises Stop."""
    for found in (shutil.which("node"), VENV / "bin/node"):
        if found and version_of(found) >= OLDEST_NODE and (Path(found).parent / "npm").exists():
            return Path(found).parent
    step.notes.append("This machine has no Node.js 18 or newer: fetched one into the virtual environment.")
    lock = ROOT / "requirements-node.txt"
    uv = find_uv()
    command = [uv, "pip", "install", "--python", PYTHON] if uv else [PYTHON, "-m", "pip", "install", "--quiet"]
    try:
        run([*command, "--require-hashes", "-r", lock], log="node")
    except CommandFailed as failure:
        if failure.for_want_of_network:
            raise Stop(NO_NETWORK.format(what="Node.js that builds the style sheet")) from failure
        raise Stop(NO_NODE) from failure
    if version_of(VENV / "bin/node") < OLDEST_NODE:
        raise Stop(NO_NODE)
    return VENV / "bin"


def version_of(node: str | Path) -> int:
    """Return a Node's major version, 0 if it doesn't run."""
    try:
        said = subprocess.run([node, "--version"], check=False, capture_output=True, text=True).stdout
    except OSError:
        return 0
    found = re.match(r"v(\d+)", said)
    return int(found[1]) if found else 0
