"""Confirming that one has read a briefing that teaches a course completes it: in the same matrix as all else."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from briefings.responses.models import Acknowledgement
from briefings.responses.queries import reading_of
from core.dates import add_months
from core.models import AuditEntry, Embargo
from learning.catalogue.models import AskedFirst, Course
from learning.compliance.queries import statuses_for
from learning.compliance.rules import Status
from learning.records.actions import correct_completion
from learning.records.models import Completion
from people.actions.merging import merge_people
from people.models import Person, Post
from tests.factories import make_manager, make_person, make_post, make_superuser, make_team_member
from tests.integration.briefings.making import make_briefing
from tests.integration.briefings.responses.making import ask_again, asking, confirm
from tests.integration.learning.compliance.making import make_requirement
from tests.integration.learning.making import make_course, make_course_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.clock.today", lambda: TODAY)


@pytest.fixture
def briefing() -> Page:
    return asking(title="How to disagree")


@pytest.fixture
def course(briefing: Page) -> Course:
    return make_course(title="Disagreeing well", modes=["reading"], reading_page=briefing)


@pytest.fixture
def post(course: Course) -> Post:
    """A post of which the course is asked within six months, and every twelve."""
    post = make_post(make_person(first_name="Rae"), start=TODAY - timedelta(days=30))
    make_requirement(post.role, first=course, title="Disagreement", renewal_months=12, warning_days=30)
    return post


def status(post: Post, on: date = TODAY) -> Status:
    (one,) = statuses_for(Post.objects.filter(pk=post.pk), on=on)
    return one.status


class TestTheCompletion:
    def test_it_names_the_confirmation_and_the_version(self, person: Person, briefing: Page, course: Course) -> None:
        row = confirm(person, briefing)
        done = Completion.objects.get()
        assert (done.person, done.course, done.completed_on) == (person, course, TODAY)
        assert (done.source, done.mode, done.hours) == ("reading", "reading", course.hours)
        assert done.evidence["acknowledgement"] == row.pk
        assert done.recorded_by == person
        assert AuditEntry.objects.get(act="completion recorded").by == person

    def test_it_is_one_a_person_course_and_day(self, person: Person, briefing: Page, course: Course) -> None:
        for _ in range(3):
            confirm(person, briefing, again=True)
        ask_again(briefing)
        confirm(person, briefing)
        assert Acknowledgement.objects.count() == 2
        assert Completion.objects.count() == 1

    def test_it_counts_though_the_course_blocks_whoever_lacks_another_one(
        self, client: Client, home_page: Any, briefing: Page, course: Course, post: Post
    ) -> None:
        page, induction = make_course_page(home_page, 1, course=course), make_course(title="Induction")
        make_requirement(post.role, first=induction, title="Induction", first_months=0)
        AskedFirst.objects.create(course=course, first=induction)
        Course.objects.filter(pk=course.pk).update(if_missing="block")
        client.force_login(post.person)
        assert "Start the course" not in client.get(page.url).content.decode()

        confirm(post.person, briefing)

        assert Completion.objects.get().course == course
        stand = {one.requirement.title: one.status for one in statuses_for(Post.objects.filter(pk=post.pk), on=TODAY)}
        assert stand == {"Disagreement": Status.CURRENT, "Induction": Status.OVERDUE}

    def test_another_page_and_a_course_that_has_retired_complete_nothing(self, person: Person, briefing: Page) -> None:
        make_course(reading_page=briefing, retired_on=TODAY)
        confirm(person, asking())
        confirm(person, briefing)
        assert not Completion.objects.exists()

    def test_neither_stands_without_the_other(
        self, person: Person, briefing: Page, course: Course, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fails(**kwargs: Any) -> None:
            raise RuntimeError("the record is out of reach")

        monkeypatch.setattr("learning.records.reading.record_completion", fails)
        with pytest.raises(RuntimeError):
            confirm(person, briefing)
        assert not Acknowledgement.objects.exists()

    def test_merging_two_records_carries_the_completion_over_once(
        self, person: Person, briefing: Page, course: Course
    ) -> None:
        kept = make_person(email=None)
        confirm(person, briefing)
        merge_people(kept=kept, gone=person, reason="Married", by=make_superuser(), today=TODAY)
        assert Completion.objects.standing().filter(person=kept).count() == 1
        assert Acknowledgement.objects.standing().filter(person=kept).count() == 1


class TestTheMatrix:
    def test_a_post_is_current_once_its_holder_has_confirmed(self, client: Client, post: Post, briefing: Page) -> None:
        assert status(post) is Status.IN_TIME
        client.force_login(post.person)
        shown = client.get(briefing.get_url()).content.decode()
        assert "Confirming it completes “Disagreeing well” on your training record." in shown
        assert "“Disagreement” is due by" in shown
        confirm(post.person, briefing)
        assert status(post) is Status.CURRENT
        assert (
            "On your training record it counts as “Disagreeing well”" in client.get(briefing.get_url()).content.decode()
        )

    def test_the_managers_page_shows_it(self, client: Client, post: Post, briefing: Page) -> None:
        client.force_login(make_manager(post))
        before = client.get("/team.csv").content.decode()
        confirm(post.person, briefing)
        after = client.get("/team.csv").content.decode()
        assert ",in-time," in before or "in_time" in before
        assert "current" in after
        assert "Disagreeing well" in after
        assert "Read and confirmed" in client.get(f"/team/{post.pk}/").content.decode()

    def test_my_learning_leads_to_the_page_and_names_it_once(self, client: Client, post: Post, briefing: Page) -> None:
        client.force_login(post.person)
        content = client.get("/my-learning/").content.decode()
        assert content.count(f'href="{briefing.get_url()}"') == 1
        assert "taught in a room" not in content

    def test_reading_it_again_renews_it_when_it_is_due(self, client: Client, post: Post, briefing: Page) -> None:
        first = TODAY - timedelta(days=2)
        confirm(post.person, briefing, on=first)
        reading = reading_of(briefing, post.person, on=TODAY)
        assert reading is not None
        assert not reading.asks
        lapse = add_months(first, 12)
        for on, told in [(lapse, Status.DUE_SOON), (lapse + timedelta(days=1), Status.OVERDUE)]:
            assert status(post, on) is told
            reading = reading_of(briefing, post.person, on=on)
            assert reading is not None
            assert reading.asks
        confirm(post.person, briefing, on=lapse, again=True)
        assert status(post, lapse + timedelta(days=1)) is Status.CURRENT
        assert Completion.objects.count() == 2
        reading = reading_of(briefing, post.person, on=lapse + timedelta(days=1))
        assert reading is not None
        assert not reading.asks

    def test_the_page_offers_to_confirm_again_and_the_form_does(
        self, client: Client, post: Post, briefing: Page
    ) -> None:
        confirm(post.person, briefing, on=TODAY - timedelta(days=365))
        client.force_login(post.person)
        content = client.get(briefing.get_url()).content.decode()
        assert "I have read this again" in content
        seen = content.split('name="seen" value="')[1].split('"')[0]
        client.post(f"/reading/{briefing.pk}/confirm/", {"seen": seen, "again": "1"})
        assert status(post) is Status.CURRENT
        assert "I have read this" not in client.get(briefing.get_url()).content.decode()

    def test_a_completion_that_was_withdrawn_can_be_earned_again_another_day(self, post: Post, briefing: Page) -> None:
        confirm(post.person, briefing, on=TODAY - timedelta(days=1))
        correct_completion(completion=Completion.objects.get(), reason="Somebody else’s account", by=None)
        reading = reading_of(briefing, post.person, on=TODAY)
        assert reading is not None
        assert reading.asks
        confirm(post.person, briefing, again=True)
        assert status(post) is Status.CURRENT


class TestTheCatalogue:
    def save(self, course: Course, briefing: Page | None) -> Any:
        client = Client()
        client.force_login(make_team_member())
        form = {
            "title": course.title, "code": course.code, "hours": "0.5", "summary": "", "retired_on": "",
            "reading_page": briefing.pk if briefing else "", "levels": inline_formset([]),
            "asked_first": inline_formset([]), "first_how_many": "every", "if_missing": "warn",
        }  # fmt: skip
        return client.post(f"/admin/snippets/catalogue/course/edit/{course.pk}/", nested_form_data(form))

    def test_the_page_is_chosen_with_the_course_which_is_then_taught_by_reading(self, briefing: Page) -> None:
        course = make_course()
        assert self.save(course, briefing).status_code == 302
        course.refresh_from_db()
        assert course.reading_page == briefing
        assert course.modes == ["reading"]

    @pytest.mark.indexed
    def test_a_page_that_asks_nobody_to_confirm_is_refused_with_what_to_do(self, site_tree: Any) -> None:
        course = make_course()
        response = self.save(course, make_briefing(title="Asks nobody"))
        assert "“Asks nobody” doesn’t ask its readers to confirm" in response.content.decode()
        course.refresh_from_db()
        assert course.reading_page is None

    def test_a_course_that_asks_for_reading_first_leads_to_the_page(
        self, signed_in: Client, person: Person, home_page: Any, briefing: Page, course: Course
    ) -> None:
        after = make_course_page(home_page, 1)
        AskedFirst.objects.create(course=after.course, first=course)
        Course.objects.filter(pk=after.course_id).update(if_missing="block")
        content = signed_in.get(after.url).content.decode()
        assert briefing.get_url() in content
        assert "Start the course" not in content
        confirm(person, briefing)
        assert "Start the course" in signed_in.get(after.url).content.decode()

    def test_a_page_under_embargo_is_linked_for_nobody(self, client: Client, post: Post, briefing: Page) -> None:
        Embargo.objects.create(page=briefing, until=timezone.now() + timedelta(hours=1))
        client.force_login(post.person)
        content = client.get("/my-learning/").content.decode()
        assert briefing.get_url() not in content
        assert "How to disagree" not in content
