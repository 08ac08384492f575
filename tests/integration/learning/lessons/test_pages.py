"""What course and lesson pages show, and how few queries they take."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from home.models import HomePage
from learning.lessons.models import CoursePage, LessonPage
from learning.quizzes.actions import publish_question
from learning.quizzes.models import Question
from people.models import Person
from tests.integration.briefings.test_embargo import make_image
from tests.integration.learning.making import make_completion, make_course_page, make_index, make_question, make_quiz

pytestmark = pytest.mark.django_db

MOST_QUERIES = 10


def queries_of(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


class TestQueries:
    @pytest.mark.parametrize("far", ["not started", "started", "all done"])
    def test_a_course_page_takes_as_many_for_one_lesson_as_for_ten(
        self, signed_in: Client, home_page: HomePage, far: str
    ) -> None:
        counts = []
        for lessons in (1, 3, 10):
            page = make_course_page(home_page, lessons, quiz=make_quiz(2))
            if far != "not started":
                signed_in.post(page.url, {"action": "start"})
            for number in range(1, lessons + 1 if far == "all done" else 1):
                signed_in.post(f"{page.url}lesson-{number}/", {"action": "done"})
            counts.append(queries_of(signed_in, page.url))
        assert len(set(counts)) == 1, counts
        assert counts[0] <= MOST_QUERIES

    def test_a_lesson_takes_as_many_in_a_course_of_one_as_of_ten(self, signed_in: Client, home_page: HomePage) -> None:
        counts = []
        for lessons in (1, 10):
            page = make_course_page(home_page, lessons)
            counts.append(queries_of(signed_in, f"{page.url}lesson-1/"))
        assert len(set(counts)) == 1, counts
        assert counts[0] <= MOST_QUERIES

    def test_the_index_takes_as_many_for_one_course_as_for_ten(self, signed_in: Client, home_page: HomePage) -> None:
        page = make_course_page(home_page, 2)
        signed_in.post(page.url, {"action": "start"})
        url = make_index(home_page).url
        one = queries_of(signed_in, url)
        for _ in range(9):
            make_course_page(home_page, 2)
        assert queries_of(signed_in, url) == one

    def test_knowledge_checks_take_as_many_for_one_as_for_five(self, signed_in: Client, home_page: HomePage) -> None:
        make_course_page(home_page, 2)
        counts = []
        for slug, checks in (("lesson-1", 1), ("lesson-2", 5)):
            lesson = LessonPage.objects.get(slug=slug)
            lesson.body = [("knowledge_check", make_question()) for _ in range(checks)]
            lesson.save()
            counts.append(queries_of(signed_in, lesson.url))
        assert len(set(counts)) == 1, counts


class TestTheCoursePage:
    def test_an_edit_shows_to_the_next_reader(self, signed_in: Client, home_page: HomePage) -> None:
        page = make_course_page(home_page, 1)
        signed_in.get(page.url)
        page.introduction = "<p>Rewritten this morning.</p>"
        page.save()
        assert "Rewritten this morning" in signed_in.get(page.url).content.decode()

    def test_a_change_to_the_course_or_the_quiz_shows_to_the_next_reader(
        self, client: Client, home_page: HomePage
    ) -> None:
        quiz = make_quiz(pass_mark=80)
        page = make_course_page(home_page, 1, quiz=quiz)
        assert "pass mark 80%" in client.get(page.url).content.decode()
        quiz.pass_mark = 75
        quiz.save()
        assert "pass mark 75%" in client.get(page.url).content.decode()
        page.course.hours = 9
        page.course.save()
        assert "9 hours" in client.get(page.url).content.decode()

    def test_it_shows_what_was_completed_elsewhere(
        self, signed_in: Client, home_page: HomePage, person: Person
    ) -> None:
        page = make_course_page(home_page, 1)
        make_completion(person, page.course, source="import")
        body = signed_in.get(page.url).content.decode()
        assert "Imported record" in body
        assert "Start the course" in body

    def test_the_index_says_where_one_is(self, signed_in: Client, home_page: HomePage, person: Person) -> None:
        begun, done = make_course_page(home_page, 2), make_course_page(home_page, 2)
        make_course_page(home_page, 2)
        signed_in.post(begun.url, {"action": "start"})
        make_completion(person, done.course)
        shown = signed_in.get(make_index(home_page).url).context["courses"]
        assert [course.status for course in shown] == ["in_progress", "completed", "not_started"]
        assert shown[0].meta == ["2 lessons", "20 minutes"]


class TestKnowledgeChecks:
    @pytest.fixture
    def question(self, db: None) -> Question:
        return make_question(stem="<p>Who should act?</p>", explanation="<p>Everybody, at once.</p>")

    @pytest.fixture
    def lesson(self, home_page: HomePage, question: Question) -> LessonPage:
        page = make_course_page(home_page, 1)
        lesson: LessonPage = LessonPage.objects.child_of(page).get()
        lesson.body = [("text", "<p>Before.</p>"), ("knowledge_check", question)]
        lesson.save()
        return LessonPage.objects.get(pk=lesson.pk)

    def answer(self, client: Client, lesson: LessonPage, question: Question, text: str | None) -> Any:
        block = next(block for block in lesson.body if block.block_type == "knowledge_check")
        version = question.versions.get()
        chosen = [option["id"] for option in version.options if option["text"] == text]
        return client.post(lesson.url, {"action": "check", "check": block.id, f"answer-{block.id}": chosen})

    def test_the_answer_is_not_in_the_page_before_one_is_given(self, signed_in: Client, lesson: LessonPage) -> None:
        body = signed_in.get(lesson.url).content.decode()
        assert "Who should act?" in body
        assert "Everybody, at once" not in body
        assert "correct" not in body.lower().replace("autocorrect", "")

    @pytest.mark.parametrize(("text", "verdict"), [("Right", "Right"), ("Wrong", "Not right")])
    def test_an_answer_is_explained_on_the_same_page_and_nothing_is_kept(
        self, signed_in: Client, lesson: LessonPage, question: Question, text: str, verdict: str
    ) -> None:
        response = self.answer(signed_in, lesson, question, text)
        body = response.content.decode()
        assert response.status_code == 200
        assert "Everybody, at once" in body
        assert verdict in body
        assert "Everybody, at once" not in signed_in.get(lesson.url).content.decode()

    def test_a_picture_is_there_to_be_looked_at_before_and_after(
        self, signed_in: Client, lesson: LessonPage, question: Question, settings: Any, tmp_path: Path
    ) -> None:
        settings.MEDIA_ROOT = tmp_path
        question.image, question.image_alt = make_image(), "A windscreen in four panes"
        publish_question(question=question, by=None)
        assert "A windscreen in four panes" in signed_in.get(lesson.url).content.decode()
        block = lesson.body[1]
        right = next(option["id"] for option in question.versions.last().options if option["correct"])
        answered = signed_in.post(lesson.url, {"action": "check", "check": block.id, f"answer-{block.id}": right})
        assert "Everybody, at once" in answered.content.decode()
        assert "A windscreen in four panes" in answered.content.decode()

    def test_no_answer_is_said_kindly_in_its_place(
        self, signed_in: Client, lesson: LessonPage, question: Question
    ) -> None:
        body = self.answer(signed_in, lesson, question, None).content.decode()
        assert "govuk-error-message" in body
        assert "<title>Error: " in body
        assert "Everybody, at once" not in body

    def test_an_option_that_is_not_there_is_refused_in_words(self, signed_in: Client, lesson: LessonPage) -> None:
        block = lesson.body[1]
        response = signed_in.post(lesson.url, {"action": "check", "check": block.id, f"answer-{block.id}": "zz"})
        assert response.status_code == 200
        assert "Everybody, at once" not in response.content.decode()

    def test_a_check_that_is_not_there_changes_nothing(self, signed_in: Client, lesson: LessonPage) -> None:
        response = signed_in.post(lesson.url, {"action": "check", "check": "nothing", "answer-nothing": "a"})
        assert response.status_code == 200
        assert "Everybody, at once" not in response.content.decode()

    def test_an_unpublished_question_is_left_out(
        self, signed_in: Client, lesson: LessonPage, question: Question
    ) -> None:
        question.unpublish()
        body = signed_in.get(lesson.url).content.decode()
        assert "Who should act?" not in body
        assert "Before." in body


def test_courses_under_way_are_listed_in_four_queries(
    signed_in: Client, home_page: HomePage, person: Person, django_assert_num_queries: Any
) -> None:
    from django.utils import timezone

    from learning.lessons.queries import ways_under_way

    pages: list[CoursePage] = [make_course_page(home_page, 2) for _ in range(3)]
    for page in pages:
        signed_in.post(page.url, {"action": "start"})
    signed_in.post(f"{pages[0].url}lesson-1/", {"action": "done"})
    with django_assert_num_queries(3):
        shown = ways_under_way(person, at=timezone.now())
    assert [(way["url"], way["done"], way["total"]) for way in shown] == [
        (pages[2].url, 0, 2),
        (pages[1].url, 0, 2),
        (pages[0].url, 1, 2),
    ]
