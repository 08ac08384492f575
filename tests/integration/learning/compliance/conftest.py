"""What the tests of these screens share: a fixed today."""

from datetime import date

import pytest

TODAY = date(2026, 11, 20)


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> date:
    """Today is 20 November 2026."""
    monkeypatch.setattr("core.clock.today", lambda: TODAY)
    return TODAY
