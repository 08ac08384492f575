"""Anybody picks a role and sees what is asked of it."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import make_agency, make_role
from tests.integration.learning.compliance.making import make_course, make_pathway, make_requirement

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree", "today")]
TODAY = date(2026, 11, 20)
PAGE = "/what-do-i-need/"


def test_a_role_shows_its_pathway_and_what_is_asked_by_when(client: Client) -> None:
    role, other = make_role(title="Social worker"), make_role(title="Driver")
    make_requirement(role, title="Sharing", first=make_course(title="The course"))
    make_requirement(other, title="Not this one")
    make_requirement(role, title="Over by now", in_force_to=TODAY - timedelta(days=1))

    page = client.get(PAGE, {"role": role.code}).content.decode()

    assert "The course within 6 months of starting, renewed every 36 months." in page
    assert "Not this one" not in page
    assert "Over by now" not in page
    assert client.get(PAGE).status_code == 200


def test_what_is_asked_in_some_agencies_alone_says_so(client: Client) -> None:
    role, school = make_role(), make_agency(name="Hill School")
    make_requirement(role, agencies=[school])
    assert "in Hill School" in client.get(PAGE, {"role": role.code}).content.decode()


def test_a_role_that_is_in_no_pathway_now_is_not_offered(client: Client) -> None:
    past = make_role(title="Past role")
    make_pathway(past, until=TODAY)
    assert "Past role" not in client.get(PAGE).content.decode()
    assert "Pick a role from the list" in client.get(PAGE, {"role": past.code}).content.decode()


def test_it_takes_the_same_queries_for_1_or_20_requirements(client: Client) -> None:
    role, counts = make_role(), set()
    for size in (1, 20):
        for _ in range(size):
            make_requirement(role)
        client.get(PAGE, {"role": role.code})
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE, {"role": role.code})
        counts.add(len(queries))
    assert len(counts) == 1, counts
