"""What is installed is what was locked, from anywhere, and nothing of one machine."""

import json
import re
import tomllib

import pytest

from tests.architecture.floors import ROOT

pytestmark = pytest.mark.once

LOCKS = ["requirements.txt", "requirements-dev.txt", "requirements-node.txt"]
OF_ONE_MACHINE = ("file:", "--find-links", "--index-url", "--extra-index-url", "--trusted-host", "git+", " @ ", "/opt/")


def packages(name: str) -> dict[str, str]:
    """Return each package's block of a lock, by its name."""
    text = (ROOT / name).read_text()
    return {
        found[1].lower(): found[0]
        for found in re.finditer(r"^([A-Za-z0-9._-]+)(?:\[.*\])?==.*\n(?:    .*\n?)*", text, re.M)
    }


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_its_hashes(name: str) -> None:
    locked = packages(name)
    assert locked
    assert [package for package, block in locked.items() if "--hash=sha256:" not in block] == []


@pytest.mark.parametrize("name", LOCKS)
def test_no_lock_names_a_place_of_its_own(name: str) -> None:
    lines = [line for line in (ROOT / name).read_text().splitlines() if not line.lstrip().startswith("#")]
    assert [line for line in lines if any(words in line for words in OF_ONE_MACHINE)] == []


@pytest.mark.parametrize("name", ["requirements", "requirements-dev", "requirements-node"])
def test_every_direct_requirement_is_locked(name: str) -> None:
    wanted = re.findall(r"^([A-Za-z0-9][A-Za-z0-9-]*)", (ROOT / f"{name}.in").read_text(), re.M)
    assert [package for package in wanted if package.lower() not in packages(f"{name}.txt")] == []


def test_the_two_locks_agree() -> None:
    site, dev = packages("requirements.txt"), packages("requirements-dev.txt")
    pin = {name: [block.split()[0] for block in (site[name], dev[name])] for name in site.keys() & dev.keys()}
    assert {name: pins for name, pins in pin.items() if pins[0] != pins[1]} == {}


def test_front_end_packages_are_pinned_and_come_from_no_place_of_their_own() -> None:
    package = json.loads((ROOT / "package.json").read_text())
    versions = package.get("dependencies", {}) | package.get("devDependencies", {})
    assert {name: version for name, version in versions.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)} == {}
    lock = json.loads((ROOT / "package-lock.json").read_text())
    places = {entry["resolved"].split("/")[2] for entry in lock["packages"].values() if "resolved" in entry}
    assert places <= {"registry.npmjs.org"}


def test_the_oldest_python_is_the_one_that_the_code_is_checked_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert project["project"]["requires-python"] == ">=3.11"
    assert project["tool"]["mypy"]["python_version"] == "3.11"
    assert project["tool"]["ruff"]["target-version"] == "py311"
