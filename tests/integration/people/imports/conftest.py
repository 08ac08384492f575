"""What the tests of imports share."""

from pathlib import Path

import pytest

from people.models import Agency
from tests.integration.people.imports.files import Runner, make_mere


@pytest.fixture
def mere(db: None) -> Agency:
    return make_mere()


@pytest.fixture
def run(mere: Agency, tmp_path: Path) -> Runner:
    return Runner(tmp_path)
