"""The rules of quizzes: what can be asked, what is drawn, how it is marked, and when another go may begin.

Pure: no database, no Django.
"""

from learning.quizzes.rules.drawing import TooFewQuestions, draw, option_order
from learning.quizzes.rules.marking import NOTHING_CHOSEN, UnusableResponse, clean_response, marks_for
from learning.quizzes.rules.outcomes import Marked, Outcome, outcome, percentage, plain_number
from learning.quizzes.rules.retaking import AnotherGo, PastAttempt, another_go
from learning.quizzes.rules.states import (
    ABANDONED,
    AWAITING_MARKING,
    FAILED,
    IN_PROGRESS,
    NEXT_STATES,
    PASSED,
    SUBMITTED,
    may_become,
)
from learning.quizzes.rules.types import MULTIPLE, SINGLE, TRUE_FALSE, Option
from learning.quizzes.rules.writing import option_problems, split_stem, with_ids

__all__ = [
    "ABANDONED",
    "AWAITING_MARKING",
    "FAILED",
    "IN_PROGRESS",
    "MULTIPLE",
    "NEXT_STATES",
    "NOTHING_CHOSEN",
    "PASSED",
    "SINGLE",
    "SUBMITTED",
    "TRUE_FALSE",
    "AnotherGo",
    "Marked",
    "Option",
    "Outcome",
    "PastAttempt",
    "TooFewQuestions",
    "UnusableResponse",
    "another_go",
    "clean_response",
    "draw",
    "marks_for",
    "may_become",
    "option_order",
    "option_problems",
    "outcome",
    "percentage",
    "plain_number",
    "split_stem",
    "with_ids",
]
