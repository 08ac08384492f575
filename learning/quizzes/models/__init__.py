"""The question bank, the quizzes that draw on it, and people's attempts at them."""

from learning.quizzes.models.attempts import Answer, Attempt, AttemptState
from learning.quizzes.models.bank import Category, Option, Question
from learning.quizzes.models.quizzes import Feedback, Quiz, QuizDraw, QuizQuestion
from learning.quizzes.models.versions import QuestionType, QuestionVersion

__all__ = [
    "Answer",
    "Attempt",
    "AttemptState",
    "Category",
    "Feedback",
    "Option",
    "Question",
    "QuestionType",
    "QuestionVersion",
    "Quiz",
    "QuizDraw",
    "QuizQuestion",
]
