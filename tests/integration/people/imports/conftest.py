"""What the tests of imports share."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine

from people.models import Agency
from tests import factories as make
from tests.integration.people.imports.browsing import Desk
from tests.integration.people.imports.files import TODAY, Runner, make_mere


@pytest.fixture
def mere(db: None) -> Agency:
    return make_mere()


@pytest.fixture
def run(mere: Agency, tmp_path: Path) -> Runner:
    return Runner(tmp_path)


@pytest.fixture
def now(settings: Any, tmp_path: Path) -> Iterator[None]:
    """TODAY, at ten, with files kept in a folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    with time_machine.travel(f"{TODAY}T10:00:00Z", tick=False):
        yield


@pytest.fixture
def lead(mere: Agency, now: None, site_tree: Any) -> Desk:
    """The desk of whoever leads MERE."""
    return Desk(make.make_lead(mere), "MERE")


@pytest.fixture
def team(mere: Agency, now: None, site_tree: Any) -> Desk:
    return Desk(make.make_team_member())
