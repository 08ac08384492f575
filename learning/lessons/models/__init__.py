"""Course, lesson and quiz pages, each person's way through a course, and what a regrade puts in doubt."""

from learning.lessons.models.enrolments import Enrolment, LessonProgress
from learning.lessons.models.pages import CourseIndexPage, CoursePage, LessonPage
from learning.lessons.models.proposals import Decision, ProposedCorrection
from learning.lessons.models.quiz_pages import OpenTo, QuizPage

__all__ = [
    "CourseIndexPage",
    "CoursePage",
    "Decision",
    "Enrolment",
    "LessonPage",
    "LessonProgress",
    "OpenTo",
    "ProposedCorrection",
    "QuizPage",
]
