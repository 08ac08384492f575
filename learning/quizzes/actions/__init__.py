"""Writes of the quizzes room: publishing a question, the life of an attempt, its marking and regrading."""

from learning.quizzes.actions.answering import AttemptClosed, StaleAnswer, answer_question, save_answer
from learning.quizzes.actions.bank import publish_question
from learning.quizzes.actions.finishing import submit_attempt
from learning.quizzes.actions.marking import (
    MarkedMeanwhile,
    MarkingRefused,
    claim_attempt,
    finish_marking,
    hold_claimed,
    mark_answer,
    release_attempt,
)
from learning.quizzes.actions.marking_again import mark_again
from learning.quizzes.actions.regrading import RegradeRefused, RegradeStale, regrade
from learning.quizzes.actions.starting import (
    AttemptRefused,
    choose_questions,
    refusal,
    refuse_if_shut,
    start_attempt,
)
from learning.quizzes.actions.visiting import answer_visit, begin_visit, submit_visit

__all__ = [
    "AttemptClosed",
    "AttemptRefused",
    "MarkedMeanwhile",
    "MarkingRefused",
    "RegradeRefused",
    "RegradeStale",
    "StaleAnswer",
    "answer_question",
    "answer_visit",
    "begin_visit",
    "choose_questions",
    "claim_attempt",
    "finish_marking",
    "hold_claimed",
    "mark_again",
    "mark_answer",
    "publish_question",
    "refusal",
    "refuse_if_shut",
    "regrade",
    "release_attempt",
    "save_answer",
    "start_attempt",
    "submit_attempt",
    "submit_visit",
]
