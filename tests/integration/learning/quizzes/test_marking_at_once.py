"""Two markers, or one with two tabs, at the same moment: one is taken at its word, the other is told."""

from decimal import Decimal
from typing import Any

from django.test import Client

from core import clock
from core.models import AuditEntry
from learning.quizzes import rules
from learning.quizzes.actions import (
    MarkedMeanwhile,
    MarkingRefused,
    claim_attempt,
    finish_marking,
    mark_answer,
    save_answer,
    submit_attempt,
)
from learning.quizzes.models import Attempt
from tests.factories import make_person, make_site, make_team_member
from tests.integration.at_once import AT_ONCE_MARKS, all_at_once
from tests.integration.learning.quizzes.bank import NOW, begin, make_quiz
from tests.integration.learning.quizzes.every_type import make_question_of

pytestmark = AT_ONCE_MARKS


def written(number: int) -> list[Attempt]:
    """Return so many attempts at one essay, submitted."""
    make_site()
    quiz, made = make_quiz(fixed=[make_question_of(rules.ESSAY)]), []
    for _ in range(number):
        begun = begin(make_person(), quiz)
        save_answer(attempt=begun, position=1, response=["Words"], revision=0, by=begun.person, at=NOW)
        made.append(submit_attempt(attempt=begun, by=begun.person, at=NOW))
    return made


def outcome_of(act: Any) -> Any:
    def run() -> Any:
        try:
            return act()
        except MarkingRefused as refused:
            return refused

    return run


def test_of_two_markers_who_take_an_attempt_one_has_it_and_the_other_is_told_who() -> None:
    (attempt,) = written(1)
    markers = [make_team_member() for _ in range(2)]
    acts = [outcome_of(lambda by=by: claim_attempt(attempt=attempt, by=by, at=clock.now())) for by in markers]
    given = all_at_once(acts)
    attempt.refresh_from_db()
    (refused,) = [one for one in given if isinstance(one, MarkingRefused)]
    assert str(refused) == f"{attempt.claimed_by} has taken this attempt to mark."


def test_of_two_tabs_that_save_one_is_saved_and_the_other_is_told_of_it() -> None:
    (attempt,), marker = written(1), make_team_member()
    claim_attempt(attempt=attempt, by=marker, at=clock.now())
    acts = [
        outcome_of(
            lambda words=words: mark_answer(
                attempt=attempt, position=1, marks=Decimal(1), comment=words, seen=rules.NOTHING_SEEN, by=marker,
                at=clock.now(),
            )
        )
        for words in ("One", "Two")
    ]  # fmt: skip
    given = all_at_once(acts)
    assert sorted(type(one).__name__ for one in given) == ["Answer", MarkedMeanwhile.__name__]
    assert attempt.answers.get().comment == next(one for one in given if not isinstance(one, Exception)).comment


def test_a_form_that_is_sent_twice_at_once_finishes_once() -> None:
    (attempt,), marker = written(1), make_team_member()
    claim_attempt(attempt=attempt, by=marker, at=clock.now())
    mark_answer(attempt=attempt, position=1, marks=Decimal(2), comment="", by=marker, at=clock.now())
    given = all_at_once([lambda: finish_marking(attempt=attempt, by=marker, at=clock.now())] * 2)
    assert {one.state for one in given} == {"passed"}
    assert AuditEntry.objects.filter(act="attempt marked").count() == 1


def test_markers_who_finish_at_once_are_each_led_to_another_attempt() -> None:
    attempts, markers = written(8), [make_team_member() for _ in range(4)]
    for attempt, marker in zip(attempts, markers, strict=False):
        claim_attempt(attempt=attempt, by=marker, at=clock.now())

    def finish(place: int) -> str:
        browser = Client()
        browser.force_login(markers[place])
        form = {"action": "finish_and_next", "answer-1-marks": "2"}
        return str(browser.post(f"/admin/marking/{attempts[place].pk}/", form).headers["Location"])

    led = all_at_once([lambda place=place: finish(place) for place in range(4)])
    assert sorted(led) == sorted(f"/admin/marking/{one.pk}/#to-mark" for one in attempts[4:])
