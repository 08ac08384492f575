"""A connection that is kept from one request to the next is looked at before it is used again."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, connections
from django.db.backends.postgresql import base as django_base

from core.postgresql import base

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no server that could end it"),
]


@pytest.fixture
def own() -> Iterator[Any]:
    made = connections.create_connection("default")
    made.ensure_connection()
    yield made
    made.close()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """What the server answered, each time that it was asked whether a connection still stands."""
    answers: list[bool] = []
    whole = django_base.DatabaseWrapper.is_usable

    def ask(self: Any) -> bool:
        answers.append(whole(self))
        return answers[-1]

    monkeypatch.setattr(django_base.DatabaseWrapper, "is_usable", ask)
    return answers


def test_the_settings_choose_it() -> None:
    assert isinstance(connections["default"], base.DatabaseWrapper)


def test_the_server_is_asked_once_and_again_when_it_has_rested(
    own: Any, asked: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert all(own.is_usable() for _ in range(5))
    assert asked == [True]
    monkeypatch.setattr(base, "monotonic", lambda: time.monotonic() + base.RESTED)
    assert own.is_usable()
    assert asked == [True, True]


def test_the_server_is_asked_when_something_failed_on_it(own: Any, asked: list[bool]) -> None:
    assert own.is_usable()
    own.connection.pgconn.send_query(b"SELECT pg_sleep(2)")  # somebody was stopped while they waited for an answer
    own.errors_occurred = True  # as Django notes where a statement fails
    own.close_if_unusable_or_obsolete()
    assert asked == [True, False]
    with own.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


def test_a_connection_that_the_server_has_ended_is_opened_anew(own: Any, asked: list[bool]) -> None:
    assert own.is_usable()
    ended = own.connection.info.backend_pid
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [ended])
    until = time.monotonic() + 20
    while own.is_usable() and time.monotonic() < until:
        time.sleep(0.01)
    assert asked == [True, False]
    own.health_check_enabled, own.health_check_done = True, False
    with own.cursor() as cursor:  # as a request does
        cursor.execute("SELECT pg_backend_pid()")
        assert cursor.fetchone()[0] != ended
