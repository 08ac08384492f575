"""What a browser is told, and what it is made to keep: nothing, for an anonymous reader."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from home.models import HomePage
from people.models import Person
from tests.architecture.policy import POLICY, Who
from tests.architecture.routes import routes
from tests.factories import make_page

STRICT = {"default-src": {"'self'"}, "object-src": {"'none'"}, "base-uri": {"'self'"}, "form-action": {"'self'"}}
FETCHED = re.compile(
    r"<(?:script|link|img|iframe|video|audio|source|track|object|embed)\b[^>]*\b(?:src|href|poster)=\"([^\"]+)\""
)
OPEN = sorted(
    {route.sample for route in routes() if POLICY.get(route.name) is Who.ANYONE and route.path[:6] != "admin/"}
    | {"/", "/words/", "/nothing-here/", reverse("account_login"), reverse("account_reset_password")}
)


@pytest.fixture
def site(home_page: HomePage) -> HomePage:
    make_page(home_page, title="Words", slug="words")
    return home_page


def policy_of(response) -> dict[str, set[str]]:  # type: ignore[no-untyped-def]
    parts = [part.split() for part in response["Content-Security-Policy"].split(";")]
    return {name: set(sources) for name, *sources in parts}


@pytest.mark.parametrize("address", OPEN)
def test_the_policy_is_strict_on_every_open_page(site: HomePage, client: Client, address: str) -> None:
    for _ in ("made", "from the kept copy"):
        policy = policy_of(client.get(address))
        assert STRICT.items() <= policy.items()
        assert not any(
            "unsafe" in source or "*" in source or "http" in source for part in policy.values() for source in part
        )
        assert policy.get("script-src", {"'self'"}) == {"'self'"}
        assert policy.get("style-src", {"'self'"}) == {"'self'"}


def test_only_the_admin_is_given_more(site: HomePage, client: Client, superuser: Person) -> None:
    client.force_login(superuser)
    assert "'unsafe-inline'" in policy_of(client.get("/admin/"))["script-src"]
    for address in ("/", "/my-learning/", "/account/", "/administration/"):
        assert "unsafe" not in client.get(address)["Content-Security-Policy"]


def test_the_admin_is_given_no_other_site_either(site: HomePage, client: Client, superuser: Person) -> None:
    client.force_login(superuser)
    response = client.get("/admin/")
    assert not any("http" in source or source == "*" for part in policy_of(response).values() for source in part)
    assert [url for url in FETCHED.findall(response.content.decode()) if re.match(r"(https?:)?//", url)] == []


@pytest.mark.parametrize("address", [address for address in OPEN if "/account/" not in address])
def test_an_anonymous_reader_gets_no_cookie(site: HomePage, client: Client, address: str) -> None:
    for _ in ("made", "from the kept copy"):
        assert not client.get(address).cookies


@pytest.mark.parametrize("address", OPEN)
def test_no_open_page_fetches_anything_from_another_site(site: HomePage, client: Client, address: str) -> None:
    fetched = FETCHED.findall(client.get(address).content.decode(errors="replace"))
    assert [url for url in fetched if re.match(r"(https?:)?//", url)] == []


@pytest.mark.parametrize("address", OPEN)
def test_every_answer_carries_the_headers_that_keep_it_safe(site: HomePage, client: Client, address: str) -> None:
    response = client.get(address)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"


def test_a_page_made_for_one_person_is_kept_by_nobody(site: HomePage, signed_in: Client) -> None:
    for address in ("/account/", "/my-learning/"):
        control = signed_in.get(address)["Cache-Control"]
        assert "private" in control or "no-store" in control


def test_a_page_shown_to_somebody_signed_in_is_not_given_to_the_next_reader(
    site: HomePage, signed_in: Client, person: Person
) -> None:
    assert person.email in (own := signed_in.get("/account/").content.decode()) or person.first_name in own
    signed_in.get("/words/")
    anonymous = Client().get("/words/").content.decode()
    assert "Sign out" not in anonymous
