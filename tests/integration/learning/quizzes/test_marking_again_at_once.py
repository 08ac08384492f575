"""Two who mark an attempt again at once, and one beside a regrade: nothing is lost, and who is late is told."""

from decimal import Decimal
from typing import Any

from core import clock
from learning.quizzes import rules
from learning.quizzes.actions import (
    MarkingRefused,
    claim_attempt,
    finish_marking,
    mark_again,
    mark_answer,
    publish_question,
    regrade,
)
from learning.quizzes.models import Attempt, Regrade, RegradedAnswer
from learning.quizzes.queries.marking_again import marking_again
from tests.factories import make_site, make_team_member
from tests.integration.at_once import AT_ONCE_MARKS, all_at_once
from tests.integration.learning.quizzes.bank import make_question, make_quiz
from tests.integration.learning.quizzes.every_type import make_question_of
from tests.integration.learning.quizzes.test_marking import submitted
from tests.integration.learning.quizzes.test_marking_at_once import outcome_of, written

pytestmark = AT_ONCE_MARKS


def finished(attempt: Attempt, position: int) -> Attempt:
    marker = make_team_member()
    claim_attempt(attempt=attempt, by=marker, at=clock.now())
    mark_answer(attempt=attempt, position=position, marks=Decimal(0), comment="", by=marker, at=clock.now())
    return finish_marking(attempt=attempt, by=marker, at=clock.now())


def test_of_two_who_mark_an_attempt_again_one_is_taken_at_their_word_and_the_other_is_told() -> None:
    (made,) = written(1)
    attempt = finished(made, 1)

    def act(marks: int) -> Any:
        given = {1: rules.Given(Decimal(marks), "")}
        shown = marking_again(attempt, given).shown
        by = make_team_member()
        return outcome_of(
            lambda: mark_again(attempt=attempt, given=given, reason="Slip.", by=by, at=clock.now(), shown=shown)
        )

    outcomes = all_at_once([act(1), act(2)])
    (row,) = [one for one in outcomes if isinstance(one, Regrade)]
    assert sum(isinstance(one, MarkingRefused) for one in outcomes) == 1
    attempt.refresh_from_db()
    assert attempt.marks == row.answers.get().marks_after
    assert Regrade.objects.count() == 1


def test_marking_again_beside_a_regrade_of_another_question_loses_neither() -> None:
    make_site()
    for number in range(4):
        essay = make_question_of(rules.ESSAY, code=f"E-{number}")
        attempt = finished(submitted(make_quiz(fixed=[make_question(), essay], shuffle_questions=False)), 2)
        first = attempt.answers.select_related("version__question").get(position=1)
        by = make_team_member()
        question = first.version.question
        options = list(question.options.all())
        for place, option in enumerate(options):
            option.correct = place == 1  # who was right is wrong by it
        question.options = options
        corrected = publish_question(question=question, by=None)
        acts = [
            lambda attempt=attempt, by=by: mark_again(
                attempt=attempt, given={2: rules.Given(Decimal(2), "")}, reason="Slip.", by=by, at=clock.now()
            ),
            lambda version=first.version, corrected=corrected, by=by: regrade(
                version=version, choice="remark", corrected=corrected, reason="Wrong.", by=by, at=clock.now()
            ),
        ]
        all_at_once(acts)
        attempt.refresh_from_db()
        assert attempt.marks == 2
        last = {row.answer_id: row.marks_after for row in RegradedAnswer.objects.filter(answer__attempt=attempt)}
        assert sorted(last.values()) == [0, 2]
