"""Who may read and do what in a course: anybody its page, people who signed in its lessons, each their own progress."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from core.models import EarlyAccess, Embargo
from core.queries import readable_by
from home.models import HomePage
from learning.lessons.models import CoursePage, Enrolment, LessonPage
from people.models import Person
from tests import factories
from tests.integration.learning.making import make_course_page, make_index, make_quiz

pytestmark = pytest.mark.django_db


@pytest.fixture
def course_page(home_page: HomePage) -> CoursePage:
    return make_course_page(home_page, 2, quiz=make_quiz(), slug="refresher", title="The refresher")


@pytest.fixture
def lesson(course_page: CoursePage) -> LessonPage:
    return LessonPage.objects.get(slug="lesson-1")


class TestSignedOut:
    @pytest.mark.parametrize("which", ["index", "course"])
    def test_the_page_sets_no_cookie_and_holds_no_token(
        self, client: Client, home_page: HomePage, course_page: CoursePage, which: str
    ) -> None:
        url = make_index(home_page).url if which == "index" else course_page.url
        response = client.get(url)
        assert response.status_code == 200
        assert not response.cookies
        assert "csrf" not in response.content.decode()
        assert "Cookie" not in response.get("Vary", "")

    def test_the_second_reader_gets_the_kept_page(
        self, client: Client, course_page: CoursePage, django_assert_num_queries: Any
    ) -> None:
        body = client.get(course_page.url).content
        with django_assert_num_queries(1):
            assert client.get(course_page.url).content == body

    def test_the_course_says_what_it_is_and_asks_for_a_sign_in(self, client: Client, course_page: CoursePage) -> None:
        body = client.get(course_page.url).content.decode()
        assert "Sign in to start" in body
        assert "/account/login/?next=/courses/refresher/" in body
        assert "Lesson 1" in body

    def test_a_lesson_asks_for_a_sign_in_and_comes_back(self, client: Client, lesson: LessonPage) -> None:
        response = client.get(lesson.url)
        assert response.status_code == 302
        assert response["Location"].endswith("/account/login/?next=/courses/refresher/lesson-1/")

    def test_a_lesson_whose_restriction_an_editor_removed_still_asks(self, client: Client, lesson: LessonPage) -> None:
        PageViewRestriction.objects.all().delete()
        assert "/account/login/" in client.get(lesson.url)["Location"]

    @pytest.mark.parametrize("action", ["start", "quiz", "finish", "again", "done", "check"])
    def test_nothing_can_be_done(
        self, client: Client, course_page: CoursePage, lesson: LessonPage, action: str
    ) -> None:
        for url in (course_page.url, lesson.url):
            response = client.post(url, {"action": action})
            assert response.status_code in (302, 405)
        assert not Enrolment.objects.exists()

    def test_lessons_are_in_no_public_list(self, course_page: CoursePage) -> None:
        titles = set(readable_by().values_list("title", flat=True))
        assert "The refresher" in titles
        assert "Lesson 1" not in titles


class TestEachTheirOwn:
    def test_nobody_sees_or_moves_somebody_elses_progress(
        self, client: Client, course_page: CoursePage, person: Person
    ) -> None:
        client.force_login(person)
        client.post(course_page.url, {"action": "start"})
        mine = Enrolment.objects.get()
        other = factories.make_person()
        client.force_login(other)
        assert "Start the course" in client.get(course_page.url).content.decode()
        client.post(course_page.url, {"action": "start", "after": str(mine.pk), "enrolment": str(mine.pk)})
        client.post(f"{course_page.url}lesson-1/", {"action": "done", "enrolment": str(mine.pk), "person": person.pk})
        assert not mine.progress.exists()
        assert Enrolment.objects.get(person=other).progress.count() == 1

    def test_not_even_the_team_sees_how_far_somebody_is(self, person: Person, team_member: Person) -> None:
        assert not Enrolment.objects.visible_to(team_member).filter(person=person).exists()

    @pytest.mark.parametrize("action", ["", "delete", "START", "done"])
    def test_what_a_page_does_not_offer_is_refused(
        self, signed_in: Client, course_page: CoursePage, action: str
    ) -> None:
        assert signed_in.post(course_page.url, {"action": action}).status_code == 405

    @pytest.mark.parametrize("method", ["put", "delete", "patch"])
    def test_pages_answer_only_reads_and_posts(self, signed_in: Client, course_page: CoursePage, method: str) -> None:
        assert getattr(signed_in, method)(course_page.url).status_code == 405


class TestWhatIsNotPublished:
    def test_an_unpublished_lesson_is_gone_from_the_course_at_once(
        self, signed_in: Client, course_page: CoursePage, lesson: LessonPage
    ) -> None:
        assert "Lesson 1" in signed_in.get(course_page.url).content.decode()
        lesson.unpublish()
        assert "Lesson 1" not in signed_in.get(course_page.url).content.decode()
        assert signed_in.get(lesson.url).status_code == 404
        assert signed_in.post(lesson.url, {"action": "done"}).status_code == 404
        assert not Enrolment.objects.exists()

    def test_an_unpublished_course_is_gone_with_its_lessons(
        self, signed_in: Client, course_page: CoursePage, lesson: LessonPage
    ) -> None:
        course_page.unpublish()
        assert signed_in.get(course_page.url).status_code == 404
        assert signed_in.get(lesson.url).status_code == 404

    def test_a_course_under_embargo_shows_only_to_early_readers(
        self, signed_in: Client, course_page: CoursePage, lesson: LessonPage, person: Person, team_member: Person
    ) -> None:
        assert signed_in.get(course_page.url).status_code == 200
        Embargo.objects.create(page=course_page, until=timezone.now() + timedelta(hours=1))
        assert signed_in.get(course_page.url).status_code == 404
        assert signed_in.get(lesson.url).status_code == 404
        EarlyAccess.objects.create(page=course_page, person=person, granted_by=team_member)
        assert "Lesson 1" in signed_in.get(course_page.url).content.decode()
        assert signed_in.get(lesson.url).status_code == 200

    def test_an_embargo_on_one_lesson_hides_that_lesson(
        self, client: Client, signed_in: Client, course_page: CoursePage, lesson: LessonPage
    ) -> None:
        Embargo.objects.create(page=lesson, until=timezone.now() + timedelta(hours=1))
        assert "Lesson 1" not in signed_in.get(course_page.url).content.decode()
        assert "Lesson 1" not in Client().get(course_page.url).content.decode()

    def test_a_course_for_a_group_is_for_that_group(
        self, client: Client, course_page: CoursePage, person: Person
    ) -> None:
        group = Group.objects.create(name="Designated leads")
        closed = PageViewRestriction.objects.create(page=course_page, restriction_type=PageViewRestriction.GROUPS)
        closed.groups.add(group)
        client.force_login(person)
        for url in (course_page.url, f"{course_page.url}lesson-1/"):
            assert client.get(url).status_code == 404
        assert client.post(course_page.url, {"action": "start"}).status_code == 404
        assert not Enrolment.objects.exists()
        person.groups.add(group)
        client.force_login(person)
        assert "Start the course" in client.get(course_page.url).content.decode()
        assert client.get(f"{course_page.url}lesson-1/").status_code == 200

    def test_a_draft_shows_in_the_admins_preview(
        self, client: Client, superuser: Person, course_page: CoursePage
    ) -> None:
        client.force_login(superuser)
        for one in (course_page, LessonPage.objects.get(slug="lesson-1")):
            one.save_revision()
            response = client.get(f"/admin/pages/{one.pk}/view_draft/")
            assert response.status_code == 200
            assert one.title in response.content.decode()


class TestAnywhereInTheTree:
    def test_a_course_moved_to_another_address_still_teaches(
        self, signed_in: Client, home_page: HomePage, course_page: CoursePage
    ) -> None:
        index = make_index(home_page)
        index.slug = "training"
        index.save()
        course_page.refresh_from_db()
        course_page = CoursePage.objects.get(pk=course_page.pk)
        assert course_page.url == "/training/refresher/"
        started = signed_in.post(course_page.url, {"action": "start"})
        assert started["Location"] == "/training/refresher/lesson-1/"
        assert signed_in.post(started["Location"], {"action": "done"})["Location"] == "/training/refresher/lesson-2/"
        assert "1 of 2 lessons" in signed_in.get(course_page.url).content.decode()

    def test_what_is_not_there_is_404(self, signed_in: Client, course_page: CoursePage) -> None:
        for url in ("/courses/nothing/", "/courses/refresher/nothing/", "/courses/nothing/lesson-1/"):
            assert signed_in.get(url).status_code == 404


@pytest.mark.indexed
def test_a_course_that_people_took_can_not_be_deleted(
    client: Client, superuser: Person, course_page: CoursePage, person: Person
) -> None:
    client.force_login(person)
    client.post(course_page.url, {"action": "start"})
    client.force_login(superuser)
    client.post(f"/admin/pages/{course_page.pk}/delete/")
    client.post(f"/admin/pages/{course_page.get_parent().pk}/delete/")
    client.post(f"/admin/bulk/wagtailcore/page/delete/?id={course_page.pk}", {"confirm": "yes"})
    assert CoursePage.objects.filter(pk=course_page.pk).exists()
