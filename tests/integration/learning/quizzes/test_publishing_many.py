"""Publishing many questions at once: drafts that a file brought needn't be opened one by one."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import AuditEntry
from learning.quizzes.actions.publishing import publish_questions
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
    name = reverse("wagtail_bulk_action", args=("quizzes", "question", "publish"))
    return f"{name}?{'&'.join(f'id={question.pk}' for question in questions)}&next=/admin/"


def test_drafts_are_published_together_and_can_be_asked(team: Client, team_member: Person, person: Person) -> None:
    category, drafts = make_bank(3, publish=False)
    page = words(team.get(url(*drafts)))
    assert "3 questions can be asked as soon as they are published." in page
    assert team.post(url(*drafts)).status_code == 302
    for question in Question.objects.all():
        assert (question.live, question.has_unpublished_changes) == (True, False)
        assert question.versions.get().made_by == team_member
        assert question.live_revision_id == question.latest_revision_id
    assert AuditEntry.objects.filter(act="question published", by=team_member).count() == 3
    assert begin(person, make_quiz(draws=[(category, 3)])).answers.count() == 3


def test_what_cannot_be_marked_yet_is_named_with_why_and_left(team: Client) -> None:
    unfinished, whole = make_question(publish=False, options=[("Only", True)]), make_question(publish=False)
    page = words(team.get(url(unfinished, whole)))
    assert f"1 can't be published yet: {unfinished}" in page
    assert "Give at least two options to choose from." in page
    team.post(url(unfinished, whole))
    assert set(Question.objects.filter(live=True)) == {whole}


def test_a_newer_draft_becomes_the_next_version_and_what_stands_is_passed_over(team: Client) -> None:
    changed, standing = make_question(), make_question()
    changed.stem = "<p>Newer?</p>"
    changed.save_revision()
    assert "1 of them is published already, as it stands." in words(team.get(url(changed, standing)))
    team.post(url(changed, standing))
    changed.refresh_from_db()
    assert (changed.stem, changed.has_unpublished_changes) == ("<p>Newer?</p>", False)
    assert (changed.versions.count(), standing.versions.count()) == (2, 1)
    said = AuditEntry.objects.get(act="question published")
    assert (said.before, said.after) == ({"live": True}, {"live": True})  # it was asked before, as it stood


def test_what_was_taken_back_is_asked_again_with_its_versions_kept(team_member: Person) -> None:
    question = make_question()
    question.unpublish()
    assert publish_questions(questions=[question], by=team_member) == 1
    question.refresh_from_db()
    assert question.live
    assert question.versions.count() == 1


def test_nothing_is_left_to_do_where_all_is_published(team: Client) -> None:
    page = words(team.get(url(make_question())))
    assert "Yes, publish" not in page


def test_publishing_forty_takes_as_many_queries_as_publishing_four(team_member: Person) -> None:
    def count(number: int) -> int:
        _, drafts = make_bank(number, publish=False)
        with CaptureQueriesContext(connection) as captured:
            assert publish_questions(questions=drafts, by=team_member) == number
            assert publish_questions(questions=drafts, by=team_member) == 0
        return len(captured)

    count(1)
    # SQLite takes a thousand values a statement, so that it writes forty rows in several.
    assert count(40) <= count(4) + 5


def test_somebody_who_may_not_publish_publishes_nothing(signed_in: Client) -> None:
    question = make_question(publish=False)
    assert signed_in.post(url(question)).status_code in (302, 403)
    assert not Question.objects.get().live
