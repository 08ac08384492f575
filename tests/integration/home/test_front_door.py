"""The home page, search, the sitemap and the standing pages."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from core.models import Embargo
from home.models import ContentPage
from tests.factories import make_page, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]


def test_home_page_shows_its_heading_to_anyone(client: Client, home_page: Any) -> None:
    response = client.get("/")
    assert response.status_code == 200
    assert "Learning from practice" in response.content.decode()
    assert not response.cookies


def test_search_finds_a_page_by_the_words_in_its_body(client: Client, home_page: Any) -> None:
    make_page(home_page, title="How to refer", body=[("text", "<p>Ring the lighthouse.</p>")])
    content = client.get("/search/?q=lighthouse").content.decode()
    assert "How to refer" in content
    assert "1 result for" in content


def test_search_without_words_asks_for_them(client: Client, home_page: Any) -> None:
    content = client.get("/search/").content.decode()
    assert "What are you looking for?" in content
    assert "result" not in content.partition("<main")[2].lower()


def test_search_that_finds_nothing_says_what_to_try(client: Client, home_page: Any) -> None:
    assert "Nothing found" in client.get("/search/?q=zzzz").content.decode()


@pytest.mark.parametrize("odd", ["%00", "'", '"', "a" * 3000, "☃", "(", "\\", "%", "a & | !"])
def test_search_for_odd_words_is_answered(client: Client, home_page: Any, odd: str) -> None:
    assert client.get("/search/", {"q": odd, "page": "nine", "kind": "x"}).status_code == 200


def hide_by_embargo(page: ContentPage) -> None:
    Embargo.objects.create(page=page, until=timezone.now() + timedelta(hours=1))


def hide_by_restriction(page: ContentPage) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def hide_by_expiry(page: ContentPage) -> None:
    page.expire_at = timezone.now() - timedelta(minutes=1)
    page.save()


@pytest.mark.parametrize("hide", [hide_by_embargo, hide_by_restriction, hide_by_expiry])
@pytest.mark.parametrize("path", ["/search/?q=canary", "/sitemap.xml"])
def test_hidden_page_is_in_no_search_and_no_sitemap(client: Client, home_page: Any, hide: Any, path: str) -> None:
    page = make_page(home_page, title="Canary words", slug="canary-words")
    assert "canary-words" in client.get(path).content.decode()
    hide(page)
    assert "canary-words" not in client.get(path).content.decode()


def test_restricted_page_is_found_by_those_who_may_read_it(client: Client, home_page: Any) -> None:
    hide_by_restriction(make_page(home_page, title="Canary words", slug="canary-words"))
    client.force_login(make_person())
    assert "canary-words" in client.get("/search/?q=canary").content.decode()


def test_search_takes_the_same_number_of_queries_for_one_result_and_for_ten(
    client: Client, home_page: Any, django_assert_max_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for more in (1, 9):
        for _ in range(more):
            make_page(home_page, title="Plover found")
        client.get("/search/?q=plover")
        with CaptureQueriesContext(connection) as captured:
            client.get("/search/?q=plover")
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_robots_keeps_search_engines_out_of_records(client: Client, db: None) -> None:
    content = client.get("/robots.txt").content.decode()
    for path in ("/admin/", "/account/", "/attempts/", "/certificates/"):
        assert f"Disallow: {path}" in content


def test_exit_this_page_is_offered_only_where_asked_for(client: Client, home_page: Any) -> None:
    make_page(home_page, slug="help", show_exit=True)
    make_page(home_page, slug="plain")
    assert "exit-this-page" in client.get("/help/").content.decode()
    assert "exit-this-page" not in client.get("/plain/").content.decode()
