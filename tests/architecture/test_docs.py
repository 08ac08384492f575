"""What is written about the house is true as far as a test can tell: links lead somewhere, commands exist, pictures are
small, and a decision says what it costs."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.architecture.floors import ROOT

pytestmark = pytest.mark.once

DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
DECISIONS = sorted((ROOT / "docs/decisions").glob("*.md"))
LARGEST_PICTURE = 300_000  # bytes


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_every_link_within_the_project_leads_to_a_file(document: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)", document.read_text())
    dead = [link for link in links if "://" not in link and not (document.parent / link).exists()]
    assert dead == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_every_make_command_that_is_named_exists(document: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    text = document.read_text()
    commands = "\n".join(re.findall(r"```sh\n(.*?)```", text, re.S))
    named = re.findall(r"`make ([a-z]+)", text) + re.findall(r"^make ([a-z]+)", commands, re.M)
    assert set(named) <= targets


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_every_management_command_that_is_named_exists(document: Path) -> None:
    ours = {path.stem for path in ROOT.glob("*/management/commands/*.py")} | {
        path.stem for path in ROOT.glob("*/*/management/commands/*.py")
    }
    known = ours | {"migrate", "createsuperuser", "check", "collectstatic", "db_worker", "update_index"}
    assert set(re.findall(r"manage\.py ([a-z_]+)", document.read_text())) <= known


@pytest.mark.parametrize("decision", DECISIONS, ids=name)
def test_a_decision_is_short_and_says_why_what_and_at_what_cost(decision: Path) -> None:
    text = decision.read_text()
    assert re.match(r"# \d{4}", text)
    assert len(text.splitlines()) <= 60
    assert all(f"**{part}" in text for part in ("Context", "Choice", "What it costs"))


def test_decisions_named_in_code_are_written() -> None:
    written = {path.name[:4] for path in DECISIONS}
    files = subprocess.run(
        ["git", "grep", "-ohE", r"docs/decisions/[0-9]{4}"], cwd=ROOT, capture_output=True, text=True
    )
    assert {line[-4:] for line in files.stdout.split()} <= written


def test_the_readmes_pictures_are_small() -> None:
    assert {
        name(path): path.stat().st_size for path in ROOT.glob("docs/images/*") if path.stat().st_size > LARGEST_PICTURE
    } == {}


def test_the_readme_is_a_page() -> None:
    assert len((ROOT / "README.md").read_text().splitlines()) <= 80


def test_the_procfile_names_commands_that_exist() -> None:
    commands = set(re.findall(r"manage\.py (\w+)", (ROOT / "Procfile").read_text()))
    assert commands == {"db_worker", "run_due", "migrate", "collectstatic"}
