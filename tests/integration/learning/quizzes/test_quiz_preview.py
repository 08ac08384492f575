"""A quiz's preview: one attempt as it might be asked, for its author, before anybody takes it."""

from random import Random
from typing import Any

import pytest
from django.test import Client

from learning.quizzes import queries
from learning.quizzes.models import Attempt, Quiz
from people.models import Person
from tests.integration.learning.quizzes.bank import make_bank, make_category, make_question, make_quiz, retire
from tests.integration.learning.quizzes.every_type import ROWS, make_question_of
from tests.integration.learning.quizzes.test_admin import address, quiz_form, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]


@pytest.fixture
def team(client: Client, team_member: Person) -> Client:
    client.force_login(team_member)
    return client


def preview(team: Client, data: dict[str, Any]) -> str:
    url = address(Quiz, "preview_on_add")
    assert team.post(url, data).json()["is_valid"]
    return words(team.get(url))


def test_a_quiz_that_isnt_saved_yet_shows_what_an_attempt_might_ask_with_the_answers(team: Client) -> None:
    category, _ = make_bank(2)
    fixed = make_question(options=[("The lead", True), ("Nobody", False)])
    page = preview(team, quiz_form([(category, 2)], [fixed]))
    assert "3 questions 3 marks Pass mark 80%" in page
    assert page.count("Its answer") == 3
    assert "The lead FEEDBACK-The lead" in page
    assert not Quiz.objects.exists()
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("kind", ROWS)
def test_every_type_of_question_is_shown(kind: str, team: Client) -> None:
    assert "1 question" in preview(team, quiz_form([], [make_question_of(kind)]))


def test_too_few_questions_are_said(team: Client) -> None:
    category, _ = make_bank(1)
    assert "Nobody could begin it." in preview(team, quiz_form([(category, 2)], []))
    assert "Nobody could begin it." in preview(team, quiz_form([], []))


def test_a_chosen_question_that_is_a_draft_or_retired_is_said_not_to_be_asked(team: Client) -> None:
    gone = make_question()
    retire(gone)
    page = preview(team, quiz_form([], [gone, make_question(publish=False), make_question()]))
    assert "Some questions that are chosen by name are drafts or retired." in page
    assert "1 question 1 mark" in page


def test_of_so_many_chosen_those_that_must_be_right_come_first() -> None:
    must = make_question(must_pass=True)
    quiz = make_quiz(fixed=[make_question(), make_question(), must], fixed_count=1)
    shown = queries.rehearsed(quiz, Random(1))
    assert [asked.name for asked, _ in shown.questions] == [f"answer-{must.pk}"]


def test_drawing_takes_the_same_queries_for_two_questions_and_twenty(django_assert_num_queries: Any) -> None:
    for size in (2, 20):
        category = make_category()
        fixed = [make_question(category) for _ in range(size)]
        quiz = Quiz.objects.get(pk=make_quiz(draws=[(make_bank(size)[0], size)], fixed=fixed).pk)
        with django_assert_num_queries(6):
            assert len(queries.rehearsed(quiz, Random(1)).questions) == 2 * size
