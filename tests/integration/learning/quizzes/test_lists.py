"""The lists of questions and quizzes in the admin: what stands beside each, and what is done from there."""

from urllib.parse import parse_qs, urlparse

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from learning.quizzes.models import Question
from learning.quizzes.viewsets.quizzes import QuizViewSet
from people.models import Person
from tests.factories import make_person, make_team_member
from tests.integration.learning.quizzes.bank import begin, make_question, make_quiz

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
QUESTIONS, QUIZZES = "/admin/snippets/quizzes/question/", "/admin/snippets/quizzes/quiz/"


def beside(client: Client, words: str, **query: str) -> str:
    """Return where the button with `words` beside the only question leads, "" if there is none."""
    page = client.get(QUESTIONS, query)
    view, question = page.context["view"], Question.objects.get()
    return next((one.url for one in view.get_list_more_buttons(question) if str(one.label) == words), "")


def author(*rights: str) -> Person:
    person = make_person()
    person.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", *rights]))
    return person


def test_a_question_is_retired_from_its_row_and_one_comes_back_to_the_list_as_it_was(client: Client) -> None:
    client.force_login(make_team_member())
    question = make_question()
    address = beside(client, "Retire", state="published")
    assert parse_qs(urlparse(address).query)["next"] == [f"{QUESTIONS}?state=published"]
    assert question.code in client.get(address).content.decode()
    answer = client.post(address)
    assert answer["Location"] == f"{QUESTIONS}?state=published"
    question.refresh_from_db()
    assert question.retired


def test_a_retired_question_is_brought_back_from_its_row(client: Client) -> None:
    client.force_login(make_team_member())
    Question.objects.filter(pk=make_question().pk).update(retired=True)
    assert beside(client, "Retire") == ""
    client.post(beside(client, "Bring back"))
    assert not Question.objects.get().retired


def test_somebody_who_may_not_publish_questions_is_not_offered_to_retire_one(client: Client) -> None:
    client.force_login(author("change_question"))
    make_question()
    assert beside(client, "Retire") == ""


def test_each_cell_says_what_it_is_for_where_no_heading_stands_above_it(client: Client) -> None:
    client.force_login(make_team_member())
    make_question()
    page = client.get(QUESTIONS).content.decode()
    for label in ("Category", "Type", "Times asked", "Status", "Updated"):
        assert f'data-label="{label}"' in page


def test_the_list_of_quizzes_counts_the_attempts_at_each(client: Client) -> None:
    client.force_login(make_team_member())
    taken, other = make_quiz(fixed=[make_question()]), make_quiz(fixed=[make_question()])
    for _ in range(2):
        begin(make_person(), taken)
    request = client.get(QUIZZES).wsgi_request
    counts = {quiz.pk: quiz.attempt_count for quiz in QuizViewSet().get_queryset(request)}
    assert counts == {taken.pk: 2, other.pk: 0}
