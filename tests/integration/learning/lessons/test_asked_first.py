"""A course asks for another one first: it warns, or blocks where so set. Source: docs/decisions/0024."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from core.models import Embargo
from home.models import HomePage
from learning.catalogue.models import AskedFirst, Course
from learning.lessons import actions
from learning.lessons.models import CoursePage, Enrolment, LessonProgress
from learning.lessons.queries import askings, before_starting
from learning.quizzes.actions import submit_attempt
from learning.quizzes.models import Attempt
from learning.records.actions import correct_completion
from people.models import Person
from tests.integration.learning.making import TODAY, make_completion, make_course, make_course_page, make_quiz

pytestmark = pytest.mark.django_db


def ask(course: Course, *first: Course, how_many: str = "every", if_missing: str = "block") -> None:
    for one in first:
        AskedFirst.objects.create(course=course, first=one)
    course.first_how_many, course.if_missing = how_many, if_missing
    course.save()


@pytest.fixture
def induction(home_page: HomePage) -> CoursePage:
    return make_course_page(home_page, 1, slug="induction", title="Induction", course=make_course(title="Induction"))


@pytest.fixture
def working_together(home_page: HomePage, induction: CoursePage) -> CoursePage:
    """A course that can't be started without the induction."""
    page = make_course_page(home_page, 2, slug="together", title="Together", course=make_course(title="Together"))
    ask(page.course, induction.course)
    return page


def start(client: Client, page: CoursePage, after: str = "") -> Any:
    return client.post(page.url, {"action": "start", "after": after}, follow=True)


def body(client: Client, url: str) -> str:
    return client.get(url).content.decode()


class TestBlocked:
    def test_its_page_says_what_to_do_first_and_offers_no_start(
        self, signed_in: Client, working_together: CoursePage, induction: CoursePage
    ) -> None:
        content = body(signed_in, working_together.url)
        assert "Start the course" not in content
        assert f'<b>First, <a href="{induction.url}">Induction</a>.</b>' in content
        assert "Not on your record" in content

    def test_a_form_sent_all_the_same_starts_nothing_and_says_why(
        self, signed_in: Client, working_together: CoursePage
    ) -> None:
        response = start(signed_in, working_together)
        assert response.status_code == 200
        assert response.redirect_chain == [(working_together.url, 302)]
        assert "This course asks for Induction first." in response.content.decode()
        assert not Enrolment.objects.exists()

    def test_a_lesson_can_be_read_but_not_marked_as_done(self, signed_in: Client, working_together: CoursePage) -> None:
        lesson = f"{working_together.url}lesson-1/"
        content = body(signed_in, lesson)
        assert "Mark as done" not in content
        assert "do Induction first" in content
        response = signed_in.post(lesson, {"action": "done"}, follow=True)
        assert response.redirect_chain == [(working_together.url, 302)]
        assert not LessonProgress.objects.exists()

    @pytest.mark.parametrize("action", ["quiz", "finish", "again"])
    def test_no_other_form_gets_round_it(self, signed_in: Client, working_together: CoursePage, action: str) -> None:
        signed_in.post(working_together.url, {"action": action})
        assert not Enrolment.objects.exists()
        assert not Attempt.objects.exists()

    def test_it_opens_once_the_first_is_on_the_record(
        self, signed_in: Client, person: Person, working_together: CoursePage, induction: CoursePage
    ) -> None:
        make_completion(person, induction.course, on=TODAY - timedelta(days=2000))
        content = body(signed_in, working_together.url)
        assert "Start the course" in content
        assert "On your record" in content
        start(signed_in, working_together)
        assert Enrolment.objects.get().course_page == working_together

    def test_a_completion_that_was_corrected_does_not_open_it(
        self, signed_in: Client, person: Person, working_together: CoursePage, induction: CoursePage
    ) -> None:
        wrong = make_completion(person, induction.course)
        correct_completion(completion=wrong, reason="Somebody else’s", by=None)
        start(signed_in, working_together)
        assert not Enrolment.objects.exists()

    def test_somebody_elses_completion_does_not_open_it(
        self, signed_in: Client, working_together: CoursePage, induction: CoursePage, superuser: Person
    ) -> None:
        make_completion(superuser, induction.course)
        start(signed_in, working_together)
        assert not Enrolment.objects.exists()

    def test_what_is_under_way_goes_on_when_something_is_asked_for_later(
        self, signed_in: Client, person: Person, working_together: CoursePage
    ) -> None:
        AskedFirst.objects.all().delete()
        start(signed_in, working_together)
        ask(working_together.course, make_course())
        assert "Continue" in body(signed_in, working_together.url)
        signed_in.post(f"{working_together.url}lesson-1/", {"action": "done"})
        assert LessonProgress.objects.count() == 1

    def test_whoever_completed_it_once_takes_it_again_without(
        self, signed_in: Client, person: Person, working_together: CoursePage
    ) -> None:
        make_completion(person, working_together.course)
        assert "Start the course" in body(signed_in, working_together.url)
        start(signed_in, working_together)
        assert Enrolment.objects.count() == 1

    def test_somebody_whose_attempts_are_used_up_begins_again_without(
        self, person: Person, home_page: HomePage
    ) -> None:
        page = make_course_page(home_page, 0, quiz=make_quiz(attempts_allowed=1))
        begun: dict[str, Any] = {"required": [], "at": timezone.now(), "by": person}
        enrolment = actions.enrol(person=person, course_page=page, after=None, **begun)
        attempt = actions.start_quiz(enrolment=enrolment, return_to="/", at=timezone.now(), by=person)
        submit_attempt(attempt=attempt, by=person, at=timezone.now())
        ask(page.course, make_course())
        assert actions.begin_again(enrolment=enrolment, **begun).pk != enrolment.pk


class TestWarned:
    def test_its_page_says_so_and_starts_all_the_same(
        self, signed_in: Client, working_together: CoursePage, induction: CoursePage
    ) -> None:
        Course.objects.filter(pk=working_together.course_id).update(if_missing="warn")
        content = body(signed_in, working_together.url)
        assert "You can start here all the same" in content
        assert "Start the course" in content
        start(signed_in, working_together)
        assert Enrolment.objects.count() == 1


class TestWhichCourses:
    @pytest.fixture
    def page(self, home_page: HomePage) -> CoursePage:
        return make_course_page(home_page, 1)

    def missing(self, person: Person, page: CoursePage, on: date = TODAY) -> list[str]:
        before = before_starting(person, askings([page.course_id]).get(page.course_id), on=on)
        return [one.title for one in before.missing] if before else []

    def test_every_one_is_asked_for(self, person: Person, page: CoursePage) -> None:
        first, second = make_course(title="First"), make_course(title="Second")
        ask(page.course, first, second)
        assert self.missing(person, page) == ["First", "Second"]
        make_completion(person, first)
        assert self.missing(person, page) == ["Second"]

    def test_any_one_will_do_where_so_set(self, person: Person, page: CoursePage) -> None:
        first, second = make_course(title="First"), make_course(title="Second")
        ask(page.course, first, second, how_many="any")
        assert self.missing(person, page) == ["First", "Second"]
        make_completion(person, second)
        assert self.missing(person, page) == []

    def test_a_retired_course_counts_but_holds_nobody_up(self, person: Person, page: CoursePage) -> None:
        gone, new = make_course(title="Gone", retired_on=TODAY), make_course(title="New")
        ask(page.course, gone, new, how_many="any")
        assert self.missing(person, page, TODAY - timedelta(days=1)) == ["Gone", "New"]
        assert self.missing(person, page) == ["New"]
        make_completion(person, gone, on=TODAY - timedelta(days=9))
        assert self.missing(person, page) == []

    def test_where_all_are_retired_nothing_is_asked_for(self, person: Person, page: CoursePage) -> None:
        ask(page.course, make_course(retired_on=TODAY))
        assert before_starting(person, askings([page.course_id])[page.course_id], on=TODAY) is None


class TestReading:
    def test_anybody_reads_on_its_page_what_is_asked_for_without_a_cookie(
        self, client: Client, working_together: CoursePage, induction: CoursePage
    ) -> None:
        response = client.get(working_together.url)
        content = response.content.decode()
        assert not response.cookies
        assert "csrf" not in content
        assert f'<a href="{induction.url}">Induction</a>' in content
        assert "Without it this course can’t be started" in content
        assert "on your record" not in content.lower()

    def test_a_kept_page_is_made_anew_when_that_changes(self, client: Client, working_together: CoursePage) -> None:
        assert "Asked for first" in body(client, working_together.url)
        AskedFirst.objects.all().delete()
        assert "Asked for first" not in body(client, working_together.url)

    def test_no_link_leads_to_a_page_that_its_reader_may_not_read(
        self, client: Client, signed_in: Client, working_together: CoursePage, induction: CoursePage
    ) -> None:
        Embargo.objects.create(page=induction.page_ptr, until=timezone.now() + timedelta(hours=1))
        for reader in (Client(), signed_in):
            assert induction.url not in body(reader, working_together.url)

    def test_a_page_for_people_signed_in_is_linked_for_them_alone(
        self, client: Client, signed_in: Client, working_together: CoursePage, induction: CoursePage
    ) -> None:
        PageViewRestriction.objects.create(page=induction.page_ptr, restriction_type=PageViewRestriction.LOGIN)
        assert induction.url not in body(Client(), working_together.url)
        assert induction.url in body(signed_in, working_together.url)


class TestTheList:
    def test_a_card_says_what_comes_first_until_it_is_done(
        self, signed_in: Client, person: Person, working_together: CoursePage, induction: CoursePage
    ) -> None:
        assert "First: Induction" in body(signed_in, "/courses/")
        assert "First: Induction" in body(Client(), "/courses/")
        make_completion(person, induction.course)
        assert "First: Induction" not in body(signed_in, "/courses/")

    @pytest.mark.parametrize("signs_in", [True, False])
    def test_it_takes_the_same_queries_for_1_10_or_60_courses(
        self, home_page: HomePage, person: Person, signs_in: bool
    ) -> None:
        counts, first = [], make_course()
        for many in (1, 9, 50):
            for _ in range(many):
                ask(make_course_page(home_page, 1).course, first, make_course())
            client = Client()
            if signs_in:
                client.force_login(person)
            client.get("/courses/?unkept")
            with CaptureQueriesContext(
                connection,
            ) as found:
                client.get("/courses/")
            counts.append(len(found))
        assert counts[0] == counts[1] == counts[2]


def test_an_old_form_of_a_cycle_that_ended_is_answered_as_before(
    person: Person, working_together: CoursePage, induction: CoursePage
) -> None:
    done = make_completion(person, induction.course)
    begun: dict[str, Any] = {"required": [], "at": timezone.now(), "by": person}
    first = actions.enrol(person=person, course_page=working_together, after=None, **begun)
    correct_completion(completion=done, reason="Wrong", by=None)
    assert actions.enrol(person=person, course_page=working_together, after=UUID(int=0), **begun) == first
