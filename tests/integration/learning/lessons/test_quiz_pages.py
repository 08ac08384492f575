"""A quiz on a page of its own: kept attempts for people who are signed in, where it is listed and found."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import ProtectedError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from core.models import Embargo
from home.models import HomePage
from learning.lessons.models import QuizPage
from learning.quizzes.actions import publish_question
from learning.quizzes.models import Attempt, Quiz
from people.models import Person
from tests.factories import make_person
from tests.integration.learning.lessons.alone import answer_both, ask_too, make_page, start
from tests.integration.learning.making import make_course_page, make_quiz

pytestmark = pytest.mark.django_db


@pytest.fixture
def quiz_page(home_page: HomePage) -> QuizPage:
    return make_page(home_page)


class TestSomebodySignedIn:
    def test_takes_the_quiz_as_a_kept_attempt_of_no_course(
        self, quiz_page: QuizPage, signed_in: Client, person: Person
    ) -> None:
        result = answer_both(signed_in, quiz_page)
        attempt = Attempt.objects.get()
        assert (attempt.person, attempt.cycle, attempt.state) == (person, None, "passed")
        assert result == f"/attempts/{attempt.pk}/"
        assert attempt.return_to == quiz_page.url
        body = signed_in.get(quiz_page.url).content.decode()
        assert result in body
        assert "Take the quiz again" in body
        assert start(signed_in, quiz_page).status_code == 302
        assert Attempt.objects.count() == 2

    def test_goes_on_where_they_left_it(self, quiz_page: QuizPage, signed_in: Client) -> None:
        first = start(signed_in, quiz_page)["Location"]
        assert "Go on with the quiz" in signed_in.get(quiz_page.url).content.decode()
        assert start(signed_in, quiz_page)["Location"] == first
        assert Attempt.objects.count() == 1

    def test_an_old_result_leads_back_to_the_quiz_and_once_that_is_gone_to_their_own_learning(
        self, quiz_page: QuizPage, signed_in: Client
    ) -> None:
        result = answer_both(signed_in, quiz_page)
        assert f'href="{quiz_page.url}"' in signed_in.get(result).content.decode()
        quiz_page.unpublish()
        body = signed_in.get(result).content.decode()
        assert f'href="{quiz_page.url}"' not in body
        assert "Back to my learning" in body

    def test_nobody_else_can_begin_one_for_them(self, quiz_page: QuizPage, person: Person) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(person)
        response = start(client, quiz_page)
        assert response.status_code == 403
        assert "csrfmiddlewaretoken" in response.content.decode()
        assert not Attempt.objects.exists()

    def test_their_page_is_kept_by_nobody(self, quiz_page: QuizPage, signed_in: Client) -> None:
        assert "private" in signed_in.get(quiz_page.url)["Cache-Control"]

    def test_a_shut_quiz_is_refused_in_the_page_and_an_open_attempt_goes_on(
        self, home_page: HomePage, signed_in: Client
    ) -> None:
        quiz = make_quiz(1)
        quiz_page = make_page(home_page, quiz)
        url = start(signed_in, quiz_page)["Location"]
        Quiz.objects.filter(pk=quiz.pk).update(available_to=timezone.now() - timedelta(days=1))
        assert "Go on with the quiz" in signed_in.get(quiz_page.url).content.decode()
        assert signed_in.get(url).status_code == 200
        Attempt.objects.all().update(state="abandoned")
        assert "This quiz closed at" in signed_in.get(quiz_page.url).content.decode()


class TestTheQuickWayIn:
    """A signed-in reader's page is made of what the process keeps: it is never older than the last change."""

    def test_asks_the_database_for_little_more_than_what_is_the_readers_own(
        self, quiz_page: QuizPage, signed_in: Client
    ) -> None:
        signed_in.get(quiz_page.url)
        signed_in.get(quiz_page.url)
        with CaptureQueriesContext(connection) as asked:
            signed_in.get(quiz_page.url)
        assert len(asked) == 2  # the session with its person and the stamp, and their attempts

    def test_a_change_shows_to_the_next_reader(self, quiz_page: QuizPage, signed_in: Client) -> None:
        assert "2 questions" in signed_in.get(quiz_page.url).content.decode()
        ask_too(quiz_page.quiz, make_quiz(1, code="other").fixed_questions.get().question)
        assert "3 questions" in signed_in.get(quiz_page.url).content.decode()
        quiz_page.introduction = "<p>Rewritten this morning.</p>"
        quiz_page.save()
        assert "Rewritten this morning" in signed_in.get(quiz_page.url).content.decode()

    def test_an_unpublished_page_is_gone_at_once_and_begins_nothing(
        self, quiz_page: QuizPage, signed_in: Client
    ) -> None:
        signed_in.get(quiz_page.url)
        quiz_page.unpublish()
        assert signed_in.get(quiz_page.url).status_code == 404
        assert start(signed_in, quiz_page).status_code == 404

    def test_what_is_kept_for_one_reader_is_shown_to_no_other(self, quiz_page: QuizPage, signed_in: Client) -> None:
        signed_in.get(quiz_page.url)
        group = Group.objects.create(name="Chosen few")
        restriction = PageViewRestriction.objects.create(page=quiz_page, restriction_type="groups")
        restriction.groups.add(group)
        assert signed_in.get(quiz_page.url).status_code == 404
        assert start(signed_in, quiz_page).status_code == 404
        one_of_them = make_person(email="chosen@example.org")
        one_of_them.groups.add(group)
        chosen = Client()
        chosen.force_login(one_of_them)
        assert chosen.get(quiz_page.url).status_code == 200
        assert signed_in.get(quiz_page.url).status_code == 404

    def test_an_embargo_shuts_it_and_its_end_opens_it(self, quiz_page: QuizPage, signed_in: Client) -> None:
        signed_in.get(quiz_page.url)
        Embargo.objects.create(page=quiz_page, until=timezone.now() + timedelta(hours=1))
        assert signed_in.get(quiz_page.url).status_code == 404
        assert start(signed_in, quiz_page).status_code == 404
        with time_machine.travel(timezone.now() + timedelta(hours=2)):
            assert signed_in.get(quiz_page.url).status_code == 200


def test_quizzes_are_listed_with_the_courses(quiz_page: QuizPage) -> None:
    body = Client().get("/courses/").content.decode()
    assert "Try yourself" in body
    assert quiz_page.url in body


@pytest.mark.parametrize(
    ("open_to", "to_nobody", "to_people"),
    [
        ("signed_in", "Needs a sign-in", ""),
        ("anyone", "Open to anyone", "Open to anyone"),
    ],
)
def test_only_who_is_not_signed_in_is_told_that_a_quiz_needs_a_sign_in(
    quiz_page: QuizPage, signed_in: Client, open_to: str, to_nobody: str, to_people: str
) -> None:
    quiz_page.open_to = open_to
    quiz_page.save()
    for reader, told in ((Client(), to_nobody), (signed_in, to_people)):
        for url in ("/courses/", quiz_page.url):
            body = reader.get(url).content.decode()
            assert [words for words in ("Needs a sign-in", "Open to anyone") if words in body] == [told] * bool(told)


def test_the_list_asks_as_much_for_many_as_for_one(quiz_page: QuizPage, home_page: HomePage, signed_in: Client) -> None:
    counts = []
    for more in (0, 9, 100):
        for number in range(more):
            make_page(home_page, quiz_page.quiz, slug=f"more-{more}-{number}")
        signed_in.get("/courses/")  # what is kept for everybody is read anew after a change
        with CaptureQueriesContext(connection) as asked:
            signed_in.get("/courses/")
        counts.append(len(asked))
    assert counts[0] == counts[1] == counts[2]


def test_the_list_says_where_one_is(quiz_page: QuizPage, signed_in: Client) -> None:
    answer_both(signed_in, quiz_page)
    assert "Passed" in signed_in.get("/courses/").content.decode()
    start(signed_in, quiz_page)
    assert "In progress" in signed_in.get("/courses/").content.decode()


@pytest.mark.indexed
def test_a_search_finds_it_for_those_who_may_read_it(quiz_page: QuizPage) -> None:
    def found() -> bool:
        return quiz_page.url in Client().get("/search/?q=neglect").content.decode()

    assert found()
    assert quiz_page.url in Client().get("/search/?q=neglect&kind=course").content.decode()
    assert quiz_page.url in Client().get("/sitemap.xml").content.decode()
    Embargo.objects.create(page=quiz_page, until=timezone.now() + timedelta(days=1))
    assert not found()
    assert quiz_page.url not in Client().get("/courses/").content.decode()
    assert quiz_page.url not in Client().get("/sitemap.xml").content.decode()


def test_a_question_that_was_retired_is_left_out_and_a_quiz_left_without_any_says_so(home_page: HomePage) -> None:
    quiz = make_quiz(2)
    quiz_page = make_page(home_page, quiz)
    for row, status in zip(quiz.fixed_questions.all(), (302, 409), strict=True):
        row.question.retired = True
        publish_question(question=row.question, by=None)
        assert start(Client(), quiz_page).status_code == status
    assert "enough questions ready" in start(Client(), quiz_page).content.decode()


def test_an_editor_previews_it(quiz_page: QuizPage, home_page: HomePage) -> None:
    quiz_page.introduction = "<p>Take your time.</p>"
    body = quiz_page.make_preview_request().content.decode()
    assert "Take your time." in body
    assert "Try yourself" in body


def test_a_quiz_that_a_page_shows_is_not_deleted(quiz_page: QuizPage) -> None:
    with pytest.raises(ProtectedError):
        quiz_page.quiz.delete()


class TestAQuizThatEndsACourse:
    def test_does_not_stand_alone_too(self, home_page: HomePage) -> None:
        quiz = make_quiz(1)
        make_course_page(home_page, quiz=quiz, title="Refresher")
        with pytest.raises(ValidationError, match="ends the course “Refresher”"):
            QuizPage(title="Alone", slug="alone", quiz=quiz, path="1", depth=1).clean()

    def test_nor_does_one_that_stands_alone_end_a_course(self, quiz_page: QuizPage, home_page: HomePage) -> None:
        course = make_course_page(home_page)
        course.quiz = quiz_page.quiz
        with pytest.raises(ValidationError, match="stands alone"):
            course.clean()
