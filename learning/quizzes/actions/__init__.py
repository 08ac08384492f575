"""Writes of the quizzes room: publishing a question, the life of an attempt, its marking and regrading."""

from learning.quizzes.actions.answering import AttemptClosed, StaleAnswer, save_answer
from learning.quizzes.actions.bank import publish_question
from learning.quizzes.actions.finishing import submit_attempt
from learning.quizzes.actions.marking import (
    MarkingRefused,
    claim_attempt,
    finish_marking,
    mark_answer,
    release_attempt,
)
from learning.quizzes.actions.regrading import RegradeRefused, regrade
from learning.quizzes.actions.starting import AttemptRefused, choose_questions, refusal, start_attempt

__all__ = [
    "AttemptClosed",
    "AttemptRefused",
    "MarkingRefused",
    "RegradeRefused",
    "StaleAnswer",
    "choose_questions",
    "claim_attempt",
    "finish_marking",
    "mark_answer",
    "publish_question",
    "refusal",
    "regrade",
    "release_attempt",
    "save_answer",
    "start_attempt",
    "submit_attempt",
]
