"""What a person sees when something is wrong."""

import pytest
from django.db import OperationalError
from django.test import Client

from core import public_pages


@pytest.fixture
def forgiving() -> Client:
    """A client that is answered as a browser is, where the test client would raise."""
    return Client(raise_request_exception=False)


def fail_with(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object) -> None:
        raise error

    monkeypatch.setattr(public_pages, "read_stamp", fail)


@pytest.mark.usefixtures("site_tree")
def test_a_database_that_is_away_gives_a_page_that_asks_to_try_again(
    forgiving: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_with(OperationalError("the server closed the connection"), monkeypatch)
    response = forgiving.get("/")
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert "back shortly" in response.content.decode()


@pytest.mark.usefixtures("site_tree")
def test_any_other_failure_gives_a_page_that_says_it_is_ours(
    forgiving: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_with(RuntimeError("a mistake"), monkeypatch)
    response = forgiving.get("/")
    assert response.status_code == 500
    assert "on our side" in response.content.decode()
    assert "a mistake" not in response.content.decode()


def test_the_error_pages_ask_nothing_of_the_database(forgiving: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the db fixture any query would raise."""
    fail_with(OperationalError("gone"), monkeypatch)
    assert forgiving.get("/").status_code == 503


@pytest.mark.usefixtures("site_tree")
def test_a_page_that_is_not_there_says_so_and_how_to_go_on(client: Client) -> None:
    response = client.get("/no-such-page/")
    assert response.status_code == 404
    assert "<h1" in response.content.decode()
    assert not response.cookies
