"""What was asked stands: versions of questions."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from core.models.append_only import HistoryStands
from learning.quizzes import queries
from learning.quizzes.actions import publish_question
from learning.quizzes.models import Option, Question, QuestionVersion
from people.models import Person
from tests.integration.learning.quizzes.bank import make_question

pytestmark = pytest.mark.django_db


def test_publishing_makes_the_first_version_with_every_word(team_member: Person) -> None:
    question = make_question(publish=False, must_pass=True)
    version = publish_question(question=question, by=team_member)
    assert (version.number, version.made_by, version.must_pass) == (1, team_member, True)
    assert version.stem == question.stem
    assert [row["text"] for row in version.options] == [option.text for option in question.options.all()]
    assert [row["correct"] for row in version.options] == [True, False, False]


def test_publishing_again_without_a_change_makes_no_version() -> None:
    question = make_question()
    publish_question(question=question, by=None)
    assert question.versions.count() == 1


@pytest.mark.parametrize("change", [{"code": "OTHER"}, {"retired": True}])
def test_a_change_of_nothing_that_is_asked_or_marked_makes_no_version(change: dict) -> None:
    question = make_question()
    for name, value in change.items():
        setattr(question, name, value)
    publish_question(question=question, by=None)
    assert question.versions.count() == 1


@pytest.mark.parametrize(
    "change", [{"stem": "<p>Other?</p>"}, {"explanation": ""}, {"must_pass": True}, {"type": "multiple"}]
)
def test_a_change_of_what_is_asked_or_marked_makes_a_version(change: dict) -> None:
    question = make_question()
    for name, value in change.items():
        setattr(question, name, value)
    assert publish_question(question=question, by=None).number == 2


def test_a_change_of_the_right_answer_makes_a_version_with_the_same_ids() -> None:
    question = make_question(options=[("Yes", True), ("No", False)])
    first = queries.latest_version(question)
    question.options = [Option(text="Yes", sort_order=0), Option(text="No", correct=True, sort_order=1)]
    second = publish_question(question=question, by=None)
    assert first is not None
    assert [row["id"] for row in second.options] == [row["id"] for row in first.options]
    assert [row["correct"] for row in second.options] == [False, True]


def test_a_draft_changes_nothing_that_is_asked() -> None:
    question = make_question(stem="<p>Old?</p>")
    question.stem = "<p>New?</p>"
    question.save_revision()
    version = queries.latest_version(question)
    assert version is not None
    assert version.stem == "<p>Old?</p>"


def test_a_question_that_is_not_published_has_nothing_to_ask() -> None:
    draft = make_question(publish=False)
    withdrawn = make_question()
    withdrawn.unpublish()
    assert queries.latest_version(draft) is None
    assert queries.latest_version(withdrawn) is None


def test_what_cannot_be_marked_is_not_published_even_by_code() -> None:
    question = make_question(publish=False, options=[("Yes", True), ("No", True)])
    with pytest.raises(ValidationError, match="exactly one"), transaction.atomic():
        publish_question(question=question, by=None)
    assert not Question.objects.get(pk=question.pk).live
    assert not QuestionVersion.objects.exists()


def test_latest_versions_are_read_in_one_query(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    questions = [make_question() for _ in range(3)]
    with django_assert_num_queries(1):
        found = queries.latest_versions([question.pk for question in questions])
    assert set(found) == {question.pk for question in questions}


class TestAppendOnly:
    def test_code_refuses_to_change_or_delete_a_version(self) -> None:
        version = make_question().versions.get()
        with pytest.raises(HistoryStands):
            version.save()
        with pytest.raises(HistoryStands):
            version.delete()
        with pytest.raises(HistoryStands):
            QuestionVersion.objects.update(stem="")

    @pytest.mark.parametrize(
        "sql",
        [
            "UPDATE quizzes_questionversion SET stem = 'changed'",
            "DELETE FROM quizzes_questionversion",
        ],
    )
    def test_the_database_itself_refuses(self, sql: str) -> None:
        make_question()
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
        assert QuestionVersion.objects.get().stem.startswith("<p>Scenario")

    def test_the_database_refuses_replace_and_upsert(self) -> None:
        version = make_question().versions.get()
        row = "SELECT id, number, type, 'changed', explanation, image_alt, must_pass, options, made_at, question_id"
        columns = "id, number, type, stem, explanation, image_alt, must_pass, options, made_at, question_id"
        verbs = ["INSERT INTO {} ON CONFLICT (id) DO UPDATE SET stem = 'changed'"]
        if connection.vendor == "sqlite":
            verbs.append("INSERT OR REPLACE INTO {}")
        for verb in verbs:
            start, _, end = verb.partition("{}")
            where = "WHERE true" if end else ""
            sql = f"{start}quizzes_questionversion ({columns}) {row} FROM quizzes_questionversion {where}{end}"
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql)
        version.refresh_from_db()
        assert version.stem != "changed"

    @pytest.mark.skipif("connection.vendor != 'postgresql'", reason="only PostgreSQL has TRUNCATE")
    def test_the_database_refuses_truncate(self) -> None:
        make_question()
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE quizzes_questionversion CASCADE")
