"""What is written after migrating is written once, when everything is there."""

from typing import Any

import pytest
from django.core.management.sql import emit_post_migrate_signal
from django.db.models.signals import post_migrate

from core import triggers
from core.after_migrating import last_told

pytestmark = pytest.mark.django_db
OURS = ("home", "learning", "briefings", "people", "core")


def test_triggers_are_installed_once_and_not_after_every_app(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    monkeypatch.setattr(triggers, "lock", lambda connection: calls.append(connection))
    emit_post_migrate_signal(0, False, "default")
    assert len(calls) == 1


def test_nothing_of_ours_listens_to_every_app() -> None:
    everybody: Any = post_migrate._live_receivers(None)
    sync, *_ = everybody
    assert [one for one in sync if one.__module__.startswith(OURS)] == []


def test_no_rights_are_given_over_the_app_that_is_told_of_last() -> None:
    # Its permissions are made after what listens for it.
    assert list(last_told().get_models()) == []
