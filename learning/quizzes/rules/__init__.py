"""The rules of quizzes: what can be asked, what is drawn, how it is marked, and when another go may begin.

Pure: no database, no Django.
"""

from learning.quizzes.rules.availability import is_available
from learning.quizzes.rules.by_hand import (
    CLAIM_LASTS,
    LONGEST_COMMENT,
    NOTHING_SEEN,
    claim_ends,
    marking_as_seen,
    typed_marks,
)
from learning.quizzes.rules.drawing import TooFewQuestions, draw, option_order, pick, short_of
from learning.quizzes.rules.leaving import is_left, left_before
from learning.quizzes.rules.marking import marks_for, recognised, right_response
from learning.quizzes.rules.outcomes import Marked, Outcome, outcome, percentage, plain_number
from learning.quizzes.rules.progress import Progress, Tally, by_quarter, by_subject, lines_of, share_of
from learning.quizzes.rules.responses import (
    LONGEST,
    NOTHING_CHOSEN,
    UnusableResponse,
    clean_response,
    fold,
    is_right_side,
    pairs_of,
    sendable,
)
from learning.quizzes.rules.retaking import AnotherGo, PastAttempt, another_go
from learning.quizzes.rules.row_faults import row_faults
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
from learning.quizzes.rules.types import (
    ALL_OR_NOTHING,
    CAN_BE_PARTLY_RIGHT,
    CHOICES,
    ESSAY,
    MATCHING,
    MULTIPLE,
    ORDERING,
    PARTIAL,
    SHORT_TEXT,
    SINGLE,
    TRUE_FALSE,
    WRITTEN,
    Option,
    is_marked_by_hand,
)
from learning.quizzes.rules.wording import credit_rule, hint_of
from learning.quizzes.rules.writing import option_problems, shown_ids, split_stem, with_ids

__all__ = [
    "ABANDONED",
    "ALL_OR_NOTHING",
    "AWAITING_MARKING",
    "CAN_BE_PARTLY_RIGHT",
    "CHOICES",
    "CLAIM_LASTS",
    "ESSAY",
    "FAILED",
    "IN_PROGRESS",
    "LONGEST",
    "LONGEST_COMMENT",
    "MATCHING",
    "MULTIPLE",
    "NEXT_STATES",
    "NOTHING_CHOSEN",
    "NOTHING_SEEN",
    "ORDERING",
    "PARTIAL",
    "PASSED",
    "SHORT_TEXT",
    "SINGLE",
    "SUBMITTED",
    "TRUE_FALSE",
    "WRITTEN",
    "AnotherGo",
    "Marked",
    "Option",
    "Outcome",
    "PastAttempt",
    "Progress",
    "Tally",
    "TooFewQuestions",
    "UnusableResponse",
    "another_go",
    "by_quarter",
    "by_subject",
    "claim_ends",
    "clean_response",
    "credit_rule",
    "draw",
    "fold",
    "hint_of",
    "is_available",
    "is_left",
    "is_marked_by_hand",
    "is_right_side",
    "left_before",
    "lines_of",
    "marking_as_seen",
    "marks_for",
    "may_become",
    "option_order",
    "option_problems",
    "outcome",
    "pairs_of",
    "percentage",
    "pick",
    "plain_number",
    "recognised",
    "right_response",
    "row_faults",
    "sendable",
    "share_of",
    "short_of",
    "shown_ids",
    "split_stem",
    "typed_marks",
    "with_ids",
]
