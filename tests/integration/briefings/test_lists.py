"""The lists of briefings, reviews, procedures and newsletters: what is found, in which order, at what cost."""

from collections.abc import Callable
from datetime import date
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from briefings.procedures.models import Amendment
from core.models import Audience, Theme
from tests.integration.briefings.making import SECTIONS as INDEXES
from tests.integration.briefings.making import (
    make_briefing,
    make_issue,
    make_many_briefings,
    make_part,
    make_procedure,
    make_review,
    section,
    text,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]


@pytest.fixture
def neglect() -> Theme:
    return Theme.objects.create(slug="neglect", title="Neglect")


@pytest.fixture
def schools() -> Audience:
    return Audience.objects.create(slug="schools", title="Schools")


def page(address: str, client: Client | None = None) -> str:
    response = (client or Client()).get(address)
    assert response.status_code == 200
    return response.content.decode()


def in_order(body: str, *words: str) -> bool:
    places = [body.index(word) for word in words]
    return places == sorted(places)


# -- Briefings ------------------------------------------------------------------------------------------------


def test_briefings_are_listed_newest_first_with_their_count() -> None:
    make_briefing(title="Older one", published_on=date(2026, 1, 2))
    make_briefing(title="Newer one", published_on=date(2026, 6, 2))
    body = page("/briefings/")
    assert in_order(body, "Newer one", "Older one")
    assert "<strong>2</strong> briefings" in body


def test_briefings_are_found_by_theme_and_audience_together(neglect: Theme, schools: Audience) -> None:
    make_briefing(title="Both of them", themes=[neglect], audiences=[schools])
    make_briefing(title="Theme alone", themes=[neglect])
    make_briefing(title="Audience alone", audiences=[schools])
    body = page("/briefings/?theme=neglect&audience=schools")
    assert "Both of them" in body
    assert "Theme alone" not in body
    assert "Audience alone" not in body
    assert "Neglect · Schools" in body


def test_a_filter_that_finds_nothing_says_so_and_offers_a_way_back(neglect: Theme) -> None:
    make_briefing(title="Another thing")
    body = page("/briefings/?theme=neglect")
    assert "No briefing is about all of that" in body
    assert 'href="/briefings/"' in body


@pytest.mark.parametrize("query", ["theme=no-such", "theme=%00", "page=zero", "page=-4", "page=999", "theme=a&theme=b"])
def test_a_made_up_address_is_answered_calmly(query: str) -> None:
    make_briefing(title="Still here")
    assert "Still here" in page(f"/briefings/?{query}")


def test_the_second_page_of_a_filtered_list_keeps_the_filter(neglect: Theme) -> None:
    for _ in range(13):
        make_briefing(themes=[neglect])
    body = page("/briefings/?theme=neglect")
    assert "theme=neglect&amp;page=2" in body
    assert "<strong>13</strong> briefings · Neglect, page 2 of 2" in page("/briefings/?theme=neglect&page=2")


def test_the_feed_is_well_formed_and_tells_of_the_newest(neglect: Theme) -> None:
    make_briefing(title="Ampersands & <angles>", themes=[neglect], published_on=date(2026, 2, 1))
    response = Client().get("/briefings/feed/")
    feed = ElementTree.fromstring(response.content)
    names = {"atom": "http://www.w3.org/2005/Atom"}
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert [entry.text for entry in feed.findall("atom:entry/atom:title", names)] == ["Ampersands & <angles>"]
    assert feed.find("atom:entry/atom:category", names).get("term") == "neglect"  # type: ignore[union-attr]


def test_an_empty_feed_is_a_feed() -> None:
    for index in INDEXES:
        section(index)
    assert ElementTree.fromstring(Client().get("/briefings/feed/").content).tag.endswith("feed")


# -- Reviews, procedures, newsletters -------------------------------------------------------------------------


def test_reviews_are_found_by_kind(neglect: Theme) -> None:
    from briefings.reviews.models import ReviewKind

    make_review(title="A rapid one", kind=ReviewKind.objects.get(code="rapid"), themes=[neglect])
    make_review(title="A thematic one", kind=ReviewKind.objects.get(code="thematic"))
    body = page("/reviews/?kind=rapid")
    assert "A rapid one" in body
    assert "A thematic one" not in body
    assert "A rapid one" in page("/reviews/?theme=neglect")


def test_the_manual_is_in_the_order_of_its_parts_and_chapters() -> None:
    second, first = make_part(number=92, title="Later part"), make_part(number=91, title="Earlier part")
    make_procedure(title="In the later part", part=second, chapter="2.1")
    make_procedure(title="Tenth chapter", part=first, chapter="1.10")
    make_procedure(title="Ninth chapter", part=first, chapter="1.9")
    body = page("/procedures/").partition("<main")[2]
    assert in_order(body, "Earlier part", "Ninth chapter", "Tenth chapter", "Later part", "In the later part")


@pytest.mark.indexed
def test_the_manual_is_searched_within() -> None:
    make_procedure(title="Bruises", body=[text("What to do about a giraffe.")])
    make_procedure(title="Something else")
    body = page("/procedures/?q=giraffe")
    assert "Bruises" in body
    assert "Something else" not in body.partition('aria-label="About the manual"')[0]
    assert "Nothing in the manual matches" in page("/procedures/?q=okapi")


def test_amendments_are_listed_newest_first_with_the_version_in_force_among_them() -> None:
    procedure = make_procedure(version="2.0", change_summary="What is new", in_force_from=date(2026, 5, 1))
    procedure.amendments = [Amendment(version="1.0", amended_on=date(2024, 5, 1), summary="How it began")]
    procedure.save_revision().publish()
    other = make_procedure(version="7.3", change_summary="In between", in_force_from=date(2025, 5, 1))
    assert in_order(page("/procedures/amendments/"), "What is new", "In between", "How it began")
    assert other.title in page("/procedures/amendments/")


def test_procedures_are_listed_by_the_day_of_their_next_review() -> None:
    make_procedure(title="Later", next_review_on=date(2028, 1, 1))
    make_procedure(title="Sooner", next_review_on=date(2027, 1, 1))
    make_procedure(title="Never planned")
    body = page("/procedures/reviews-due/")
    assert in_order(body, "Sooner", "Later")
    assert "Never planned" not in body


def test_newsletters_are_listed_newest_first() -> None:
    make_issue(title="Spring", number=4, published_on=date(2026, 3, 1))
    make_issue(title="Autumn", number=5, published_on=date(2026, 9, 1))
    assert in_order(page("/newsletters/"), "Autumn", "Spring")


# -- What they cost -------------------------------------------------------------------------------------------

LISTS: list[tuple[str, Callable[..., Any]]] = [
    ("/briefings/", make_briefing),
    ("/briefings/feed/", make_briefing),
    ("/reviews/", make_review),
    ("/procedures/", make_procedure),
    ("/procedures/amendments/", make_procedure),
    ("/procedures/reviews-due/", make_procedure),
    ("/newsletters/", make_issue),
]


def queries(address: str) -> int:
    """Return what a page costs a process that has served it before, but keeps no copy of it."""
    page(address)
    caches["pages"].clear()
    with CaptureQueriesContext(connection) as made:
        page(address)
    return len(made)


@pytest.mark.parametrize(("address", "make_one"), LISTS)
def test_a_list_costs_the_same_queries_for_one_row_and_for_thirty(
    address: str, make_one: Callable[..., Any], neglect: Theme
) -> None:
    extra = {"themes": [neglect]} if make_one in (make_briefing, make_review) else {}
    extra |= {"change_summary": "New", "next_review_on": date(2027, 5, 1)} if make_one is make_procedure else {}
    make_one(**extra)
    before = queries(address)
    for _ in range(29):
        make_one(**extra)
    assert queries(address) == before


@pytest.mark.indexed
@pytest.mark.parametrize("kind", ["briefing", "review", "procedure", "issue"])
def test_a_page_costs_the_same_queries_however_much_stands_beside_it(kind: str) -> None:
    def made(count: int) -> str:
        others = [make_procedure() for _ in range(count)]
        if kind == "briefing":
            return str(make_briefing(related=others).url)
        if kind == "issue":
            return str(make_issue(*[{"heading": "One", "page": other} for other in others]).url)
        target = make_review() if kind == "review" else make_procedure()
        for _ in range(count):
            make_briefing(related=[target])
        return str(target.url)

    one, many = made(1), made(12)
    assert queries(many) == queries(one)


@pytest.mark.slow
def test_a_list_of_a_thousand_costs_what_a_list_of_one_does() -> None:
    make_briefing()
    before = queries("/briefings/")
    make_many_briefings(1000)
    assert queries("/briefings/") == before
    assert "<strong>1001</strong> briefings" in page("/briefings/")


# -- Anonymous readers ----------------------------------------------------------------------------------------

PLAIN = ["/briefings/", "/briefings/feed/", "/reviews/", "/procedures/", "/procedures/amendments/", "/newsletters/"]


@pytest.mark.indexed
def test_an_anonymous_reader_gets_no_cookie_and_no_form_token() -> None:
    pages = [make_briefing(), make_review(), make_procedure(), make_issue({"heading": "One", "body": [text("Words")]})]
    for address in [*PLAIN, *(made.url for made in pages)]:
        response = Client().get(address)
        assert not response.cookies, address
        assert "csrf" not in response.content.decode().lower(), address
        assert "cookie" not in response.headers.get("Vary", "").lower(), address


def test_a_public_page_is_kept_whole_and_is_new_right_after_publishing() -> None:
    briefing = make_briefing(title="First words")
    for address in ("/briefings/", briefing.url):
        page(address)
        with CaptureQueriesContext(connection) as made:
            assert "First words" in page(address)
        assert len(made) == 1, "only the stamp is asked for"
    briefing.title = "Second words"
    briefing.save_revision().publish()
    for address in ("/briefings/", briefing.url, "/briefings/feed/"):
        assert "Second words" in page(address)
