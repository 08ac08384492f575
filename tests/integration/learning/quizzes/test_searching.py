"""The bank's search finds a question by all that its author remembers of it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core.models import GuidanceEdition
from learning.quizzes.models import Question, Scenario
from people.models import Person
from tests.integration.learning.quizzes.bank import make_question

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree"), pytest.mark.indexed]


@pytest.fixture
def team(client: Client, team_member: Person) -> Client:
    client.force_login(team_member)
    return client


@pytest.fixture
def question() -> Any:
    guidance = GuidanceEdition.objects.create(slug="wt", title="Working Together", edition="2023")
    scenario = Scenario.objects.create(code="KAI", title="The twins", text="<p>Kai is often <b>hungry</b>.</p>")
    make_question(stem="<p>Something else?</p>")
    return make_question(
        stem="<p>Whom do you tell?</p>", guidance=guidance, scenario=scenario, source="Child Q, paragraph 4.2"
    )


def found(team: Client, searched: str) -> list[str]:
    page = team.get(reverse(Question.snippet_viewset.get_url_name("list")), {"q": searched})  # type: ignore[attr-defined]
    return [one.code for one in page.context["object_list"]]


@pytest.mark.parametrize(
    "searched", ["whom", "child q", "paragraph", "working tog", "2023", "hungry", "hung", "twins", "kai", "kai tell"]
)
def test_a_question_is_found_by_its_words_its_source_and_its_scenario(
    team: Client, question: Question, searched: str
) -> None:
    assert found(team, searched) == [question.code]


def test_nothing_is_found_by_what_no_question_says(team: Client, question: Question) -> None:
    assert found(team, "thirsty") == []


def test_a_scenario_and_an_edition_that_change_are_searched_as_they_are_now(team: Client, question: Question) -> None:
    scenario, guidance = question.scenario, question.guidance
    scenario.text = "<p>Kai is often thirsty.</p>"
    scenario.save()
    guidance.title = "Keeping children safe"
    guidance.save()
    assert [found(team, searched) for searched in ("hungry", "working")] == [[], []]
    assert [found(team, searched) for searched in ("thirsty", "keeping")] == [[question.code]] * 2


def test_the_draft_of_a_question_is_found_too(team: Client, question: Question) -> None:
    draft = make_question(scenario=question.scenario, publish=False)
    question.scenario.text = "<p>Kai is often thirsty.</p>"
    question.scenario.save()
    assert set(found(team, "thirsty")) == {question.code, draft.code}
