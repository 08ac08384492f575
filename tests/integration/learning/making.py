"""Courses, quizzes and completions for the tests of learning. Each call makes one thing."""

from datetime import date
from typing import Any

from wagtail.models import Page

from home.models import HomePage
from learning.catalogue.models import Course
from learning.lessons.models import CourseIndexPage, CoursePage, LessonPage
from learning.quizzes.actions import publish_question
from learning.quizzes.models import Category, Option, Question, Quiz, QuizQuestion
from learning.records.actions import record_completion
from learning.records.models import Completion
from tests import factories

TODAY = date(2026, 11, 20)
_next = factories.numbers()


def make_course(**fields: Any) -> Course:
    number = next(_next)
    return Course.objects.create(**({"code": f"COURSE-{number}", "title": f"Course {number}", "hours": 2} | fields))


def make_completion(person: Any, course: Course | None = None, **fields: Any) -> Completion:
    """Record a completion, by an external source on TODAY unless told."""
    given = {"on": TODAY, "today": TODAY, "source": "external", "by": None} | fields
    return record_completion(person=person, course=course or make_course(), **given)


def make_question(category: Category | None = None, **fields: Any) -> Question:
    """Return a published single choice whose right answer is "Right"."""
    number = next(_next)
    category = category or Category.objects.get_or_create(code="TESTS", defaults={"title": "Tests"})[0]
    fields = {"code": f"Q-{number}", "stem": f"<p>Question {number}?</p>", "explanation": "<p>Because.</p>"} | fields
    question = Question(category=category, live=False, **fields)
    question.options = [Option(text="Right", correct=True, sort_order=1), Option(text="Wrong", sort_order=2)]
    publish_question(question=question, by=None)
    return question


def make_quiz(questions: int = 1, **fields: Any) -> Quiz:
    """Return a published quiz that asks `questions` questions and passes at 80%."""
    quiz = Quiz(**({"code": f"QUIZ-{next(_next)}", "title": "The quiz", "live": False} | fields))
    quiz.fixed_questions = [QuizQuestion(question=make_question(), sort_order=place) for place in range(questions)]
    quiz.save()
    quiz.save_revision().publish()
    quiz.refresh_from_db()
    return quiz


def make_index(home: HomePage) -> CourseIndexPage:
    found = CourseIndexPage.objects.first()
    return found or under(home, CourseIndexPage(title="Courses", slug="courses"))


def make_course_page(home: HomePage, lessons: int = 2, *, quiz: Quiz | None = None, **fields: Any) -> CoursePage:
    """Return a live course page below /courses/, with `lessons` required lessons of ten minutes."""
    number = next(_next)
    given = {"title": f"Course page {number}", "slug": f"course-{number}", "course": None} | fields
    given["course"] = given["course"] or make_course()
    page: CoursePage = under(make_index(home), CoursePage(quiz=quiz, **given))
    for place in range(1, lessons + 1):
        make_lesson(page, title=f"Lesson {place}", slug=f"lesson-{place}")
    return page


def make_lesson(page: CoursePage, **fields: Any) -> LessonPage:
    number = next(_next)
    given = {"title": f"Lesson no. {number}", "slug": f"lesson-no-{number}"} | fields
    lesson: LessonPage = under(page, LessonPage(**given))
    return lesson


def under(parent: Page, page: Any) -> Any:
    return Page.objects.get(pk=parent.pk).add_child(instance=page)
