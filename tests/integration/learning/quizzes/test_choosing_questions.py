"""Choosing questions for a quiz out of a large bank."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from people.models import Person
from tests.integration.learning.quizzes.bank import make_bank, make_category, make_question, retire
from tests.integration.learning.quizzes.test_admin import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree"), pytest.mark.indexed]
CHOOSE = "wagtailsnippetchoosers_quizzes_question:choose"


@pytest.fixture
def team(client: Client, team_member: Person) -> Client:
    client.force_login(team_member)
    return client


def offered(team: Client, name: str = CHOOSE + "_results", **query: Any) -> str:
    response = team.get(reverse(name), query)
    return words(response) if name.endswith("results") else response.json()["html"]


def test_they_are_chosen_by_category_with_all_below_it_and_by_words(team: Client) -> None:
    top = make_category()
    inside = make_question(make_category(parent=top), code="IN-1", stem="<p>About consent?</p>")
    make_question(code="OUT-1", stem="<p>About consent?</p>")
    make_question(top, code="IN-2", stem="<p>About neglect?</p>")
    found = offered(team, category=top.pk)
    assert ("IN-1" in found, "IN-2" in found, "OUT-1" in found) == (True, True, False)
    found = offered(team, category=top.pk, q="consent")
    assert (inside.code in found, "IN-2" in found, "OUT-1" in found) == (True, False, False)
    assert "Any category" in offered(team, CHOOSE)


def test_what_is_retired_is_not_offered(team: Client) -> None:
    gone = make_question(code="GONE-1")
    retire(gone)
    make_question(code="HERE-1")
    assert "GONE-1" not in offered(team)
    assert "HERE-1" in offered(team)


def test_the_window_asks_the_database_the_same_for_few_and_for_many(team: Client) -> None:
    counts = []
    for more in (1, 1, 10):
        make_bank(more)
        offered(team, CHOOSE)
        with CaptureQueriesContext(connection) as asked:
            offered(team, CHOOSE)
        counts.append(len(asked))
    assert len(set(counts)) == 1
