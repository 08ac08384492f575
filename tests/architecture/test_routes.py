"""Every address is in the policy, and answers as the policy says."""

import pytest
from django.test import Client
from django.urls import resolve

from tests.architecture.policy import OPEN_IN_ADMIN, POLICY, SIGN_IN_POLICY, Who, who_may
from tests.architecture.routes import Route, routes

pytestmark = pytest.mark.usefixtures("site_tree")
# Some of Wagtail's are hidden by ours at the same address.
REACHABLE = [route for route in routes() if route.sample and resolve(route.sample).view_name == route.name]
SHUT = {Who.SIGNED_IN, Who.LOOKS_AFTER, Who.BOARD, Who.TEAM, Who.EDITOR, Who.STAFF}
NOT_FOR_EVERYBODY = {Who.BOARD, Who.TEAM, Who.EDITOR, Who.STAFF}


def is_shut(response) -> bool:  # type: ignore[no-untyped-def]
    """Return whether an answer lets nobody in: a way to sign in, a refusal, or nothing there."""
    if response.status_code == 302:
        return "/account/login/" in response["Location"] or "/admin/login/" in response["Location"]
    return response.status_code in {403, 404, 405}


def test_every_route_is_in_the_policy() -> None:
    missing = sorted(
        {f"{route.name or '(no name)'}  /{route.path}" for route in routes() if not who_may(route.name, route.path)}
    )
    assert missing == [], "say in tests/architecture/policy.py who may open these"


def test_the_policy_names_no_route_that_is_gone() -> None:
    assert (POLICY.keys() | SIGN_IN_POLICY.keys()) - {route.name for route in routes()} == set()


def test_nobody_who_is_not_signed_in_gets_behind_a_shut_door() -> None:
    client, opened = Client(), []
    for route in REACHABLE:
        if who_may(route.name, route.path) in SHUT and route.name.rsplit(":")[-1] not in OPEN_IN_ADMIN:
            for method in ("get", "post", "head", "options", "put", "delete", "patch"):
                response = getattr(client, method)(route.sample)
                if not is_shut(response):
                    opened.append((method, route.sample, response.status_code))
    assert opened == [], opened


def test_an_open_door_answers_anybody_and_sets_no_cookie() -> None:
    odd = []
    for route in REACHABLE:
        if route.name in POLICY and POLICY[route.name] is Who.ANYONE:
            response = Client().get(route.sample)
            if response.status_code not in {200, 302, 404}:
                odd.append((route.sample, response.status_code))
            elif response.cookies:
                odd.append((route.sample, "sets a cookie"))
    assert odd == []


def test_a_person_of_no_special_kind_gets_no_further_than_their_own(signed_in: Client) -> None:
    opened = []
    for route in REACHABLE:
        if who_may(route.name, route.path) in NOT_FOR_EVERYBODY and route.name.rsplit(":")[-1] not in OPEN_IN_ADMIN:
            response = signed_in.get(route.sample)
            if not is_shut(response):
                opened.append((route.sample, response.status_code))
    assert opened == [], opened


@pytest.mark.parametrize("method", ["put", "delete", "patch", "trace"])
def test_no_address_of_ours_takes_a_method_that_it_does_not_know(signed_in: Client, method: str) -> None:
    taken = []
    for route in REACHABLE:
        if route.name in POLICY:
            response = getattr(signed_in, method)(route.sample)
            if response.status_code not in {302, 403, 404, 405}:
                taken.append((route.sample, response.status_code))
    assert taken == []


def test_a_sample_has_no_pattern_left_in_it() -> None:
    assert (
        Route("x", "attempts/<uuid:key>/<int:position>/").sample == "/attempts/00000000-0000-4000-8000-000000000000/1/"
    )
    assert Route("x", "^(\\d+)/$").sample is None
