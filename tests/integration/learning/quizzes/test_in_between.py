"""What somebody else does between the reading and the writing of an answer, on either database."""

from collections.abc import Callable
from typing import Any

import pytest

from learning.quizzes.actions import AttemptClosed, StaleAnswer, answering, save_answer, submit_attempt
from learning.quizzes.actions.ending import end_attempt
from learning.quizzes.models import Answer, Attempt
from tests.factories import make_person, make_superuser
from tests.integration.learning.quizzes.bank import NOW, begin, make_bank, make_quiz, right, wrong

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]


@pytest.fixture
def attempt() -> Attempt:
    return begin(make_person())


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], Any]], None]:
    """Have something done once, just after an answer was read that is about to be written."""
    read = answering.answer_to

    def set_up(act: Callable[[], Any]) -> None:
        waiting = [act]

        def read_and_let_act(*given: Any, **named: Any) -> Any:
            found = read(*given, **named)
            if waiting:
                waiting.pop()()
            return found

        monkeypatch.setattr(answering, "answer_to", read_and_let_act)

    return set_up


def write(attempt: Attempt, response: list[str]) -> Answer:
    return save_answer(attempt=attempt, position=1, response=response, revision=0, by=attempt.person, at=NOW)


def first(attempt: Attempt) -> Answer:
    return attempt.answers.select_related("version").get(position=1)


def test_another_tab_was_quicker(attempt: Attempt, meanwhile: Any) -> None:
    row = first(attempt)
    meanwhile(lambda: write(attempt, right(row)))
    with pytest.raises(StaleAnswer) as told:
        write(attempt, wrong(row))
    assert told.value.answer.response == right(row)
    assert (first(attempt).response, first(attempt).revision) == (right(row), 1)


def test_another_tab_was_quicker_with_the_same_answer(attempt: Attempt, meanwhile: Any) -> None:
    row = first(attempt)
    meanwhile(lambda: write(attempt, right(row)))
    assert write(attempt, right(row)).revision == 1
    assert first(attempt).revision == 1


def test_the_attempt_was_submitted(attempt: Attempt, meanwhile: Any) -> None:
    meanwhile(lambda: submit_attempt(attempt=attempt, by=attempt.person, at=NOW))
    with pytest.raises(AttemptClosed):
        write(attempt, right(first(attempt)))
    assert first(attempt).response is None


def test_the_attempt_was_ended(attempt: Attempt, meanwhile: Any) -> None:
    meanwhile(lambda: end_attempt(attempt=attempt, reason="Left", by=make_superuser(), at=NOW))
    with pytest.raises(AttemptClosed):
        write(attempt, right(first(attempt)))
    assert first(attempt).response is None


def test_another_answer_was_shown_its_feedback(meanwhile: Any) -> None:
    attempt = begin(make_person(), make_quiz(fixed=make_bank()[1], feedback="each"))
    row = first(attempt)
    meanwhile(lambda: write(attempt, right(row)))
    with pytest.raises(AttemptClosed):
        write(attempt, wrong(row))
    assert first(attempt).response == right(row)
