"""The databases that test runs are copied from: checkouts that share a server leave each other's alone."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import current_thread
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from tests import template_database
from tests.integration.at_once import AT_ONCE_MARKS, all_at_once
from tests.template_database import postgresql_template, templates

pytestmark = AT_ONCE_MARKS


@pytest.fixture
def prefix(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Templates of this test's own, in which nothing is migrated. They are gone afterwards."""
    prefix = f"goldthread_trial_{uuid4().hex[:8]}_"
    monkeypatch.setattr(template_database, "PREFIX", prefix)
    monkeypatch.setattr(template_database, "migrate", lambda url: None)
    yield prefix
    with connection._nodb_cursor() as cursor:
        for name in templates(cursor):
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def of_checkout(monkeypatch: pytest.MonkeyPatch, which: str) -> str:
    """Return the template of a checkout whose migrations are its own."""
    monkeypatch.setattr(template_database, "fingerprint", lambda: which)
    return postgresql_template(connection)


def standing() -> set[str]:
    with connection._nodb_cursor() as cursor:
        return set(templates(cursor))


def last_used(name: str, ago: timedelta | None) -> None:
    said = f"'{(datetime.now(UTC) - ago).isoformat()}'" if ago else "NULL"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'COMMENT ON DATABASE "{name}" IS {said}')


def test_two_checkouts_keep_their_templates_beside_each_other(monkeypatch: pytest.MonkeyPatch, prefix: str) -> None:
    names = [of_checkout(monkeypatch, which) for which in ("one", "two", "one", "two")]
    assert names == [f"{prefix}one", f"{prefix}two"] * 2
    assert standing() == set(names)


def test_two_checkouts_may_build_at_the_same_moment(monkeypatch: pytest.MonkeyPatch, prefix: str) -> None:
    monkeypatch.setattr(template_database, "fingerprint", lambda: current_thread().name[-1])
    monkeypatch.setattr(template_database, "migrate", lambda url: time.sleep(1))
    names: list[Any] = all_at_once([lambda: postgresql_template(connection)] * 3)
    assert len(set(names)) == 3
    assert standing() == set(names)


def test_what_no_checkout_has_used_for_a_day_goes_when_the_next_is_built(
    monkeypatch: pytest.MonkeyPatch, prefix: str
) -> None:
    old, unsaid, used = (of_checkout(monkeypatch, which) for which in ("old", "unsaid", "used"))
    last_used(old, timedelta(days=2))
    last_used(unsaid, None)
    last_used(used, timedelta(hours=23))
    assert standing() == {old, unsaid, used}
    assert standing_after_another(monkeypatch) == {used, f"{prefix}next"}


def standing_after_another(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    of_checkout(monkeypatch, "next")
    return standing()


def test_whoever_uses_a_template_keeps_it(monkeypatch: pytest.MonkeyPatch, prefix: str) -> None:
    mine = of_checkout(monkeypatch, "mine")
    last_used(mine, timedelta(days=2))
    of_checkout(monkeypatch, "mine")
    assert mine in standing_after_another(monkeypatch)


def test_what_a_killed_run_was_building_goes_a_day_later(monkeypatch: pytest.MonkeyPatch, prefix: str) -> None:
    def be_killed(url: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(template_database, "migrate", be_killed)
        with pytest.raises(KeyboardInterrupt):
            of_checkout(patch, "mine")
    [left] = standing()
    assert left in standing_after_another(monkeypatch)
    last_used(left, timedelta(days=2))
    of_checkout(monkeypatch, "later")
    assert left not in standing()
