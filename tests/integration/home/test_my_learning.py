"""A person's own page: what is due, when and why."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core import clock
from core.dates import add_months
from home.queries import learning_of
from learning.catalogue.models import AskedFirst, Course
from learning.compliance.models import CourseListing, Requirement, RequirementVersion
from learning.compliance.rules import Status
from learning.records.actions import correct_completion, record_completion
from people.models import Pathway, PathwayMembership, PostOffer
from tests.factories import make_person, make_post
from tests.integration.learning.making import make_course_page

pytestmark = pytest.mark.django_db
LONG_AGO = date(2020, 1, 6)


@pytest.fixture
def course() -> Course:
    return Course.objects.create(code="SG", title="Safeguarding", hours=2)


@pytest.fixture
def asked(course: Course) -> Any:
    """A post of whose role a course is asked within six months and every 36."""
    post = make_post(start=LONG_AGO)
    pathway = Pathway.objects.create(code="all", title="All")
    PathwayMembership.objects.create(pathway=pathway, role=post.role, since=LONG_AGO)
    version = RequirementVersion(
        requirement=Requirement.objects.create(code="R", title="Safeguarding training"),
        in_force_from=LONG_AGO,
        first_months=6,
        renewal_months=36,
    )
    version.pathways = [pathway]
    version.listings = [CourseListing(course=course)]
    version.save()
    return post


def complete(post: Any, course: Course, on: date) -> Any:
    return record_completion(person=post.person, course=course, on=on, source="event", by=None, today=clock.today())


def test_what_is_overdue_stands_first_with_its_reason(client: Client, asked: Any, home_page: Any) -> None:
    client.force_login(asked.person)
    content = client.get("/my-learning/").content.decode()
    assert "Overdue" in content
    assert "Was due by" in content
    assert "with nothing recorded yet" in content


def test_completion_moves_it_from_to_do_to_done(asked: Any, course: Course) -> None:
    today = clock.today()
    assert [one.status.status for one in learning_of(asked.person, on=today, at=clock.now()).to_do] == [Status.OVERDUE]
    complete(asked, course, today)
    learning = learning_of(asked.person, on=today, at=clock.now())
    assert learning.to_do == []
    assert [one.status.status for one in learning.up_to_date] == [Status.CURRENT]
    assert [done.course for done in learning.done] == [course]


def test_training_about_to_lapse_is_something_to_do(asked: Any, course: Course) -> None:
    today = clock.today()
    complete(asked, course, add_months(today + timedelta(days=30), -36))
    assert [one.status.status for one in learning_of(asked.person, on=today, at=clock.now()).to_do] == [Status.DUE_SOON]


def test_withdrawn_completion_is_not_on_the_record(asked: Any, course: Course) -> None:
    today = clock.today()
    correct_completion(completion=complete(asked, course, today), reason="Another person's.", by=None)
    assert learning_of(asked.person, on=today, at=clock.now()).done == []


def test_one_requirement_asked_of_two_posts_is_shown_once_and_by_the_most_urgent(asked: Any, course: Course) -> None:
    make_post(asked.person, role=asked.role, start=clock.today() - timedelta(days=10))
    (one,) = learning_of(asked.person, on=clock.today(), at=clock.now()).to_do
    assert one.status.status == Status.OVERDUE
    assert one.posts == 2


def test_leaver_keeps_their_record_and_is_asked_nothing(asked: Any, course: Course) -> None:
    complete(asked, course, clock.today() - timedelta(days=400))
    asked.end = clock.today() - timedelta(days=1)
    asked.save()
    learning = learning_of(asked.person, on=clock.today(), at=clock.now())
    assert (len(learning.to_do), len(learning.up_to_date), len(learning.done)) == (0, 0, 1)


def test_nobody_sees_anothers_learning(client: Client, asked: Any, course: Course, home_page: Any) -> None:
    complete(asked, course, clock.today())
    client.force_login(make_person())
    assert "Nothing is recorded yet" in client.get("/my-learning/").content.decode()


def test_signing_in_is_asked_of_those_who_are_not(client: Client, db: None) -> None:
    response = client.get("/my-learning/")
    assert response.status_code == 302
    assert response.headers["Location"] == "/account/login/?next=/my-learning/"


def test_queries_do_not_grow_with_the_record(asked: Any, course: Course) -> None:
    counts = []
    for more in (1, 9):
        for number in range(more):
            complete(asked, course, clock.today() - timedelta(days=number + 100 * more))
        learning_of(asked.person, on=clock.today(), at=clock.now())
        with CaptureQueriesContext(connection) as captured:
            learning_of(asked.person, on=clock.today(), at=clock.now())
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_somebody_without_open_courses_quizzes_reports_and_offers_is_asked_after_all_four_at_once(asked: Any) -> None:
    learning_of(asked.person, on=clock.today(), at=clock.now())  # what is kept for everybody is kept from here on
    with CaptureQueriesContext(connection) as captured:
        learning_of(asked.person, on=clock.today(), at=clock.now())
    # The stamp, what is on record, the posts, absences, exemptions, and these four. Each reader of the stamp may ask.
    assert len(captured) <= 8


def test_a_post_that_may_be_theirs_is_theirs_alone_to_be_asked_about() -> None:
    person, post = make_person(), make_post()
    offer = PostOffer.objects.create(
        person=person, agency=post.agency, role=post.role, start=clock.today(), made_at=clock.now()
    )
    assert learning_of(person, on=clock.today(), at=clock.now()).offers == [offer]
    assert learning_of(person, on=clock.today(), at=clock.now(), seen_by=make_person()).offers == []


class TestAskedFirst:
    @pytest.fixture
    def induction(self, asked: Any, course: Course, home_page: Any) -> Course:
        """What the course that is asked for asks for first; asked for itself, and less urgent."""
        course_page = make_course_page(home_page, 1, course=course, slug="sg", title="Safeguarding")
        assert course_page.course == course
        induction = Course.objects.create(code="IND", title="Induction", hours=1)
        make_course_page(home_page, 1, course=induction, slug="induction", title="Induction")
        version = RequirementVersion(
            requirement=Requirement.objects.create(code="I", title="Induction training"),
            in_force_from=clock.today() - timedelta(days=1),
            first_months=6,
            renewal_months=36,
        )
        version.pathways = list(Pathway.objects.all())
        version.listings = [CourseListing(course=induction)]
        version.save()
        AskedFirst.objects.create(course=course, first=induction)
        Course.objects.filter(pk=course.pk).update(if_missing="block")
        return induction

    def titles(self, post: Any) -> list[str]:
        return [
            one.status.requirement.title for one in learning_of(post.person, on=clock.today(), at=clock.now()).to_do
        ]

    def test_what_is_asked_for_first_stands_first_and_is_said(
        self, client: Client, asked: Any, induction: Course
    ) -> None:
        assert self.titles(asked) == ["Induction training", "Safeguarding training"]
        client.force_login(asked.person)
        content = client.get("/my-learning/").content.decode()
        assert "Safeguarding asks for Induction, which isn’t on your record yet." in content
        assert "Then: Safeguarding" in content

    def test_once_it_is_done_the_most_urgent_stands_first_and_nothing_is_said(
        self, client: Client, asked: Any, induction: Course
    ) -> None:
        complete(asked, induction, clock.today())
        client.force_login(asked.person)
        content = client.get("/my-learning/").content.decode()
        assert self.titles(asked) == ["Safeguarding training"]
        assert "isn’t on your record yet" not in content

    def test_two_that_ask_for_one_another_are_both_shown(self, asked: Any, course: Course, induction: Course) -> None:
        AskedFirst.objects.create(course=induction, first=course)
        assert sorted(self.titles(asked)) == ["Induction training", "Safeguarding training"]

    def test_it_takes_no_further_queries_once_it_is_known(self, asked: Any, induction: Course) -> None:
        counts = []
        for more in (0, 10, 100):
            for number in range(more):
                first = Course.objects.create(code=f"F-{more}-{number}", title="First", hours=1)
                AskedFirst.objects.create(course=induction, first=first)
            learning_of(asked.person, on=clock.today(), at=clock.now())
            with CaptureQueriesContext(connection) as captured:
                learning_of(asked.person, on=clock.today(), at=clock.now())
            counts.append(len(captured))
        assert counts[0] == counts[1] == counts[2]
