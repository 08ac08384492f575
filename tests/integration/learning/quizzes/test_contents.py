"""What a quiz may ask is kept for everybody, and any change to it is in the next attempt."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from learning.quizzes.actions import AttemptRefused, publish_question
from learning.quizzes.models import Category, Option, Question, Quiz, QuizQuestion
from learning.quizzes.queries import contents_of
from learning.quizzes.queries.versions import versions_of
from tests.factories import make_person
from tests.integration.learning.quizzes.bank import (
    NOW,
    begin,
    make_bank,
    make_category,
    make_question,
    make_quiz,
    retire,
)

pytestmark = pytest.mark.django_db


def asked(quiz: Quiz) -> set[int]:
    return set(begin(make_person(), quiz).answers.values_list("question", flat=True))


@pytest.fixture
def bank() -> tuple[Category, list[Question]]:
    return make_bank(2)


@pytest.fixture
def quiz(bank: tuple[Category, list[Question]]) -> Quiz:
    made = make_quiz(draws=[(bank[0], 1)])
    asked(made)  # kept from here on
    return made


def test_for_the_next_person_only_the_stamp_is_asked(quiz: Quiz) -> None:
    contents = contents_of(quiz.pk)
    with CaptureQueriesContext(connection) as queries:
        assert contents_of(quiz.pk) is contents
    assert len(queries) == 1


def test_one_that_is_retired_is_asked_no_more(quiz: Quiz, bank: Any) -> None:
    _, (first, second) = bank
    retire(first)
    assert asked(quiz) == {second.pk}


def test_one_that_is_retired_by_the_database_itself_is_asked_no_more(quiz: Quiz, bank: Any) -> None:
    _, (first, second) = bank
    Question.objects.filter(pk=second.pk).update(retired=True)
    assert asked(quiz) == {first.pk}


def test_one_that_is_filed_elsewhere_is_asked_no_more(quiz: Quiz, bank: Any) -> None:
    _, (first, second) = bank
    Question.objects.filter(pk=first.pk).update(category=make_category())
    assert asked(quiz) == {second.pk}


def test_a_category_moved_below_brings_its_questions(quiz: Quiz, bank: Any) -> None:
    category, questions = bank
    other = make_question(make_category())
    Category.objects.filter(pk=other.category_id).update(parent=category)
    quiz.draws.update(count=3)
    assert asked(quiz) == {other.pk, *(one.pk for one in questions)}


def test_one_chosen_by_name_is_asked_at_once(quiz: Quiz) -> None:
    always = make_question()
    QuizQuestion.objects.create(quiz=quiz, question=always, sort_order=0)
    assert always.pk in asked(quiz)


def test_what_a_new_version_says_is_asked_at_once(quiz: Quiz, bank: Any) -> None:
    _, (first, second) = bank
    retire(second)
    asked(quiz)
    first.options = [Option(text=text, correct=text == "Yes", sort_order=n) for n, text in enumerate(["Yes", "No"])]
    version = publish_question(question=first, by=None)
    answer = begin(make_person(), quiz).answers.get()
    assert answer.version == version
    assert set(answer.option_order) == {row["id"] for row in version.options}


CLOSINGS: list[Callable[[], dict[str, Any]]] = [
    lambda: {"live": False},
    lambda: {"available_to": NOW - timedelta(days=1)},
    lambda: {"available_from": NOW + timedelta(days=1)},
]


@pytest.mark.parametrize("closed", CLOSINGS)
def test_a_quiz_that_is_shut_begins_no_attempt(quiz: Quiz, closed: Callable[[], dict[str, Any]]) -> None:
    Quiz.objects.filter(pk=quiz.pk).update(**closed())
    with pytest.raises(AttemptRefused):
        begin(make_person(), quiz)


def test_an_attempt_pins_the_terms_of_the_moment(quiz: Quiz) -> None:
    Quiz.objects.filter(pk=quiz.pk).update(pass_mark=55)
    assert begin(make_person(), quiz).terms["pass_mark"] == "55.00"


def test_a_quiz_that_is_gone_raises() -> None:
    with pytest.raises(Quiz.DoesNotExist):
        contents_of(0)


def test_versions_are_read_at_once_and_then_kept(bank: Any) -> None:
    keys = {one.versions.get().pk for one in bank[1]}
    with CaptureQueriesContext(connection) as queries:
        assert versions_of({*keys, 0}).keys() == keys
        assert versions_of(keys).keys() == keys
    assert len(queries) == 1


def test_versions_read_in_a_transaction_are_not_kept_and_those_that_are_kept_cost_nothing_there(bank: Any) -> None:
    keys = {one.versions.get().pk for one in bank[1]}

    def asked_in_a_transaction() -> int:
        with CaptureQueriesContext(connection) as queries, transaction.atomic():
            assert versions_of(keys).keys() == keys
        return len([one for one in queries if "SELECT" in one["sql"]])

    assert [asked_in_a_transaction(), asked_in_a_transaction()] == [1, 1]  # what is rolled back was never there
    versions_of(keys)
    assert asked_in_a_transaction() == 0
