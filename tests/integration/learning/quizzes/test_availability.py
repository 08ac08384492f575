"""A quiz that is open from one moment to another: when attempts begin, and what is said when they can't."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from learning.quizzes.actions import AttemptRefused, submit_attempt
from learning.quizzes.models import Quiz
from tests.factories import make_person
from tests.integration.learning.quizzes.bank import NOW, answer_all, begin, make_bank, make_quiz

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def make_open(opens: timedelta | None, closes: timedelta | None) -> Quiz:
    return make_quiz(
        fixed=make_bank()[1],
        available_from=None if opens is None else NOW + opens,
        available_to=None if closes is None else NOW + closes,
    )


@pytest.mark.parametrize(("opens", "closes"), [(None, None), (timedelta(), None), (None, HOUR), (-HOUR, HOUR)])
def test_an_attempt_begins_from_the_moment_a_quiz_opens_until_it_closes(
    opens: timedelta | None, closes: timedelta | None
) -> None:
    assert begin(make_person(), make_open(opens, closes)).is_open


def test_before_it_opens_one_is_told_when_it_does_in_local_time() -> None:
    quiz = make_open(timedelta(days=250, minutes=1), None)
    with pytest.raises(AttemptRefused, match=r"opens at 10:31 on Wednesday 28 July 2027\."):
        begin(make_person(), quiz)


def test_from_the_moment_it_closes_one_is_told_that_it_has() -> None:
    with pytest.raises(AttemptRefused, match=r"closed at 09:30 on Friday 20 November 2026\."):
        begin(make_person(), make_open(None, timedelta()))


def test_an_attempt_that_began_in_time_is_found_again_and_finished_after_it_closes() -> None:
    quiz, person = make_open(None, HOUR), make_person()
    attempt = begin(person, quiz)
    later = NOW + timedelta(days=2)
    assert begin(person, quiz, at=later) == attempt
    answer_all(attempt, at=later)
    assert submit_attempt(attempt=attempt, by=person, at=later).state == "passed"


def test_a_quiz_closes_after_it_opens() -> None:
    quiz = make_open(None, None)
    quiz.available_from, quiz.available_to = NOW, NOW
    with pytest.raises(ValidationError, match="closes after it opens"):
        quiz.full_clean()
    with pytest.raises(IntegrityError):
        quiz.save()
