"""Quizzes that nobody can begin, because what they ask has gone: the team is told, and not only who opens one."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from learning.quizzes import queries
from learning.quizzes.models import Quiz
from people.models import Person
from tests.integration.learning.quizzes.bank import make_bank, make_category, make_question, make_quiz, retire
from tests.integration.learning.quizzes.test_admin import address, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]


@pytest.fixture
def team(client: Client, team_member: Person) -> Client:
    client.force_login(team_member)
    return client


def desk(client: Client) -> str:
    return words(client.get(reverse("wagtailadmin_home")))


def test_a_draw_that_has_run_short_is_on_the_desk_with_its_figures(team: Client) -> None:
    category, questions = make_bank(2)
    make_quiz(title="The end quiz", draws=[(category, 2)])
    assert "Quizzes that nobody can begin" not in desk(team)
    retire(questions[0])
    assert "The end quiz" in desk(team)
    assert f"draws 2 from “{category.title}”, which has 1 ready" in desk(team)


def test_a_draw_counts_the_categories_below_and_not_what_is_asked_by_name() -> None:
    top = make_category()
    below, other = make_question(make_category(parent=top)), make_question(top)
    enough = make_quiz(draws=[(top, 2)])
    short = make_quiz(draws=[(top, 2)], fixed=[below])
    assert list(queries.quizzes_short()) == [short]
    retire(other)
    assert set(queries.quizzes_short()) == {short, enough}


def test_a_quiz_whose_questions_are_all_retired_is_told_of_and_a_draft_is_not() -> None:
    question = make_question()
    quiz = make_quiz(fixed=[question])
    make_quiz(fixed=[question], live=False)
    assert queries.quizzes_short_without([question.pk]) == [quiz]
    retire(question)
    assert queries.quizzes_short() == {quiz: "none of its questions is published and in use"}


def test_the_list_of_quizzes_says_it_too(team: Client) -> None:
    make_quiz(title="Short", draws=[(make_category(), 1)])
    make_quiz(title="Enough", fixed=[make_question()])
    html = team.get(address(Quiz, "list")).content.decode()
    rows = [re.sub(r"<[^>]+>|\s+", " ", row) for row in re.findall(r"<tr.*?</tr>", html, re.DOTALL)]
    told = [row for row in rows if "nobody can begin it: too few questions" in row]
    assert len(told) == 1
    assert "Short" in told[0]


def test_somebody_who_may_not_change_quizzes_is_not_told(client: Client, team_member: Person) -> None:
    make_quiz(title="Short", draws=[(make_category(), 1)])
    for group in team_member.groups.all():
        group.permissions.remove(*group.permissions.filter(codename="change_quiz"))
    client.force_login(team_member)
    assert "Quizzes that nobody can begin" not in desk(client)


def test_looking_for_them_takes_the_same_queries_for_one_quiz_and_many(django_assert_num_queries: Any) -> None:
    for _ in range(2):
        make_quiz(draws=[(make_bank(1)[0], 2)], fixed=[make_question()])
        with django_assert_num_queries(6):
            assert queries.quizzes_short()
