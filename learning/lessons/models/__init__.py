"""Course and lesson pages, each person's way through them, and what a regrade puts in doubt."""

from learning.lessons.models.enrolments import Enrolment, LessonProgress
from learning.lessons.models.pages import CourseIndexPage, CoursePage, LessonPage
from learning.lessons.models.proposals import Decision, ProposedCorrection

__all__ = [
    "CourseIndexPage",
    "CoursePage",
    "Decision",
    "Enrolment",
    "LessonPage",
    "LessonProgress",
    "ProposedCorrection",
]
