"""Course and lesson pages, and each person's way through them."""

from learning.lessons.models.enrolments import Enrolment, LessonProgress
from learning.lessons.models.pages import CourseIndexPage, CoursePage, LessonPage

__all__ = ["CourseIndexPage", "CoursePage", "Enrolment", "LessonPage", "LessonProgress"]
