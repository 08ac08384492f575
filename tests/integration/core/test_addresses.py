"""Addresses that nobody means, and what caches between the site and its readers are told."""

from typing import Any

import pytest
from django.test import Client

from core.actions import grant_early_access
from core.models import Embargo
from tests import factories
from tests.integration.briefings.making import from_now, make_briefing, make_document, make_procedure

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]

LONG = "a" * 3000


@pytest.mark.parametrize(
    "address",
    ["/%00", "/briefings/%00/", "/courses/a/%00/", "/certificates/%00/", "/media/images/%00", "/documents/1/%00",
     f"/certificates/{LONG}/", f"/media/images/{LONG}", f"/documents/{'9' * 40}/x.pdf"],
)  # fmt: skip
def test_an_address_that_cannot_be_is_not_found(client: Client, site_tree: Any, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("words", ['"', 'say "hi', "a\0b", "O'Brien", "(a", "a*", "NOT", "\\"])
@pytest.mark.parametrize("where", ["/search/", "/procedures/"])
def test_a_search_takes_whatever_is_typed_for_words(client: Client, site_tree: Any, where: str, words: str) -> None:
    make_procedure(title="Say hi")
    assert client.get(where, {"q": words}).status_code == 200


def test_a_page_too_deep_for_its_embargo_to_be_looked_for_is_not_shown(client: Client, home_page: Any) -> None:
    page = home_page
    while page.depth < 9:
        page = factories.make_page(page)
    Embargo.objects.create(page=page.page_ptr, until=from_now(hours=2))
    assert client.get(page.url).status_code == 404


def test_a_document_is_kept_by_nobody_on_the_way_and_asked_for_again(client: Client, site_tree: Any) -> None:
    file = make_document("plan.pdf")
    make_briefing(files=[file])
    response = client.get(file.url)
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-cache"


def test_what_a_signed_in_person_is_shown_is_kept_by_nobody_on_the_way(client: Client, site_tree: Any) -> None:
    person = factories.make_person()
    briefing = make_briefing(until=from_now(hours=2))
    grant_early_access(page=briefing, person=person, by=person)
    client.force_login(person)
    for address in (briefing.url, "/", "/search/?q=a"):
        response = client.get(address)
        assert response.status_code == 200
        assert "private" in response["Cache-Control"], address
