"""Retired questions brought back, many at once: a slip of a tick over a list retires hundreds."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import AuditEntry
from learning.quizzes.actions.retiring import bring_back_questions, retire_questions
from learning.quizzes.models import Question
from people.models import Person
from tests.integration.learning.quizzes.bank import begin, make_bank, make_question, make_quiz
from tests.integration.learning.quizzes.test_admin import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]


@pytest.fixture
def team(client: Client, team_member: Person) -> Client:
    client.force_login(team_member)
    return client


def url(*questions: Question) -> str:
    name = reverse("wagtail_bulk_action", args=("quizzes", "question", "bring_back"))
    return f"{name}?{'&'.join(f'id={question.pk}' for question in questions)}&next=/admin/"


def test_what_was_retired_together_is_asked_again_with_a_trace(
    team: Client, team_member: Person, person: Person
) -> None:
    category, questions = make_bank(3)
    retire_questions(questions=questions[:2], by=team_member)
    page = words(team.get(url(*questions)))
    assert "1 of them isn't retired." in page
    assert "may ask these questions again" in page
    assert team.post(url(*questions)).status_code == 302
    for question in Question.objects.all():
        assert (question.retired, question.live, question.has_unpublished_changes) == (False, True, False)
        assert question.versions.count() == 1
        assert not question.get_latest_revision().content["retired"]
    assert AuditEntry.objects.filter(act="question brought back", by=team_member).count() == 2
    assert begin(person, make_quiz(draws=[(category, 3)])).answers.count() == 3


def test_a_newer_draft_stays_a_draft(team_member: Person) -> None:
    question = make_question(stem="<p>Old?</p>")
    question.stem = "<p>New?</p>"
    question.save_revision()
    retire_questions(questions=[question], by=team_member)
    assert bring_back_questions(questions=[question], by=team_member) == 1
    question = Question.objects.get()
    assert (question.retired, question.stem, question.has_unpublished_changes) == (False, "<p>Old?</p>", True)
    newest = question.get_latest_revision_as_object()
    assert (newest.retired, newest.stem) == (False, "<p>New?</p>")


def test_where_none_is_retired_there_is_nothing_to_press(team: Client) -> None:
    assert "Yes, bring back" not in words(team.get(url(make_question())))


def test_bringing_back_forty_takes_as_many_queries_as_four(team_member: Person) -> None:
    def count(number: int) -> int:
        _, questions = make_bank(number)
        retire_questions(questions=questions, by=team_member)
        with CaptureQueriesContext(connection) as captured:
            assert bring_back_questions(questions=questions, by=team_member) == number
        return len(captured)

    count(1)
    assert count(40) <= count(4) + 5


def test_somebody_who_may_not_publish_brings_nothing_back(signed_in: Client, team_member: Person) -> None:
    question = make_question()
    retire_questions(questions=[question], by=team_member)
    assert signed_in.post(url(question)).status_code in (302, 403)
    assert Question.objects.get().retired
