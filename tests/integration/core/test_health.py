"""Liveness and readiness."""

import pytest
from django.db import DatabaseError, connection
from django.test import Client


def test_a_site_with_its_database_is_ready(client: Client, db: None) -> None:
    response = client.get("/health/")
    assert (response.status_code, response.json()) == (200, {"live": True, "ready": True})
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


def test_a_site_without_its_database_is_live_but_not_ready(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*args: object) -> None:
        raise DatabaseError("gone")

    client.cookies["sessionid"] = "somebody's"  # whose session can't be read now
    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", gone)
        response = client.get("/health/")
    assert (response.status_code, response.json()["ready"]) == (503, False)
