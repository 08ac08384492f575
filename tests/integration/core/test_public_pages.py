"""Whole public pages are kept, and never a moment too long."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.autoreload import file_changed

from core import public_pages
from core.models import Embargo, PublicStamp
from tests.factories import make_page, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def words(home_page: Any) -> Any:
    return make_page(home_page, title="First words", slug="words")


def body(client: Client, path: str = "/words/") -> str:
    response = client.get(path)
    assert response.status_code == 200
    return str(response.content.decode())


def publish(page: Any, title: str) -> None:
    page.title = title
    page.save_revision().publish()


def test_second_reader_is_given_the_kept_copy_with_one_query(
    client: Client, words: Any, django_assert_num_queries: Any
) -> None:
    first = client.get("/words/")
    with django_assert_num_queries(1):
        second = client.get("/words/")
    assert second.content == first.content
    assert second.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]


def test_published_change_is_seen_by_the_next_reader(client: Client, words: Any) -> None:
    assert "First words" in body(client)
    publish(words, "Second words")
    assert "Second words" in body(client)


def test_a_template_that_a_developer_changes_is_seen_at_once(
    client: Client, words: Any, django_assert_num_queries: Any
) -> None:
    body(client)
    with django_assert_num_queries(1):
        body(client)
    file_changed.send(sender=None, file_path=settings.BASE_DIR / "templates" / "base.html")
    with CaptureQueriesContext(connection) as drawn:
        body(client)
    assert len(drawn) > 1


def test_draft_change_is_not_shown(client: Client, words: Any) -> None:
    body(client)
    words.title = "Draft words"
    words.save_revision()
    assert "Draft words" not in body(client)


def test_unpublished_page_is_gone_for_the_next_reader(client: Client, words: Any) -> None:
    body(client)
    words.unpublish()
    assert client.get("/words/").status_code == 404


def test_stamp_does_not_rise_when_the_change_is_rolled_back(words: Any) -> None:
    from django.db import transaction

    before = public_pages.read_stamp()
    with transaction.atomic():
        publish(words, "Never")
        transaction.set_rollback(True)
    assert public_pages.read_stamp() == before


def test_copy_ends_at_the_next_embargo_moment(client: Client, words: Any, home_page: Any) -> None:
    other = make_page(home_page, slug="other")
    moment = timezone.now() + timedelta(seconds=30)
    Embargo.objects.create(page=other, until=moment)
    body(client)
    key = next(iter(caches["pages"]._cache))  # type: ignore[attr-defined]
    copy = caches["pages"].get(key.split(":", 2)[2])
    assert copy.until == pytest.approx(moment.timestamp())


def test_copy_ends_at_the_next_expiry(client: Client, words: Any) -> None:
    words.expire_at = timezone.now() + timedelta(seconds=20)
    words.save()
    body(client)
    key = next(iter(caches["pages"]._cache))  # type: ignore[attr-defined]
    assert caches["pages"].get(key.split(":", 2)[2]).until == pytest.approx(words.expire_at.timestamp())


def test_expired_page_is_gone_though_no_command_has_run(client: Client, words: Any) -> None:
    words.expire_at = timezone.now() - timedelta(seconds=1)
    words.save()
    assert client.get("/words/").status_code == 404


def test_signed_in_reader_is_never_given_a_kept_copy(client: Client, words: Any) -> None:
    body(client)
    person = make_person(first_name="Canary", last_name="Bird")
    signed_in = Client()
    signed_in.force_login(person)
    assert "Canary" in body(signed_in)
    assert "Canary" not in body(Client())


def test_address_with_a_query_is_not_kept(client: Client, words: Any) -> None:
    body(client, "/words/?utm=1")
    assert not caches["pages"]._cache  # type: ignore[attr-defined]


def test_kept_page_of_one_host_is_not_given_to_another(client: Client, words: Any) -> None:
    for host in ("one.example", "two.example", "one.example"):
        client.get("/words/", headers={"host": host})
    assert len(caches["pages"]._cache) == 2  # type: ignore[attr-defined]


def test_anonymous_page_sets_no_cookie_and_varies_by_none(client: Client, words: Any) -> None:
    response = client.get("/words/")
    assert not response.cookies
    assert "cookie" not in response.headers.get("Vary", "").lower()


def test_there_is_only_ever_one_stamp() -> None:
    public_pages.raise_stamp()
    public_pages.raise_stamp()
    assert PublicStamp.objects.count() == 1
