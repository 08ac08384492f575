"""The stage that a durability test plays on, and how often it tries."""

import os
from pathlib import Path

import pytest

from tests.durability.stage import Stage, own_stage, sqlite_stage


@pytest.fixture
def stage(tmp_path: Path, transactional_db: None) -> Stage:
    return own_stage(tmp_path)


@pytest.fixture
def sqlite_file(tmp_path: Path) -> Stage:
    return sqlite_stage(tmp_path)


@pytest.fixture(scope="session")
def points() -> int:
    """How many random moments are tried: DURABILITY_POINTS, or 20 in an ordinary run. The figure to quote is of 200."""
    return int(os.environ.get("DURABILITY_POINTS", "20"))
