"""The question bank, the quizzes that draw on it, and people's attempts at them."""

from learning.quizzes.models.attempts import Answer, Attempt, AttemptEnd, AttemptState
from learning.quizzes.models.bank import Category, Option, Question
from learning.quizzes.models.files import QuestionFile
from learning.quizzes.models.quizzes import Feedback, Quiz, QuizDraw, QuizQuestion
from learning.quizzes.models.regrades import OF_A_VERSION, Regrade, RegradeChoice, RegradedAnswer, RegradedAttempt
from learning.quizzes.models.scenarios import Scenario
from learning.quizzes.models.versions import Credit, QuestionType, QuestionVersion

__all__ = [
    "OF_A_VERSION",
    "Answer",
    "Attempt",
    "AttemptEnd",
    "AttemptState",
    "Category",
    "Credit",
    "Feedback",
    "Option",
    "Question",
    "QuestionFile",
    "QuestionType",
    "QuestionVersion",
    "Quiz",
    "QuizDraw",
    "QuizQuestion",
    "Regrade",
    "RegradeChoice",
    "RegradedAnswer",
    "RegradedAttempt",
    "Scenario",
]
