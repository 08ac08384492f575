"""The catalogue: codes, ways of teaching, retirement, and the demonstration's courses."""

from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from core.deleting import why_kept
from core.demo import DemoRun
from core.models import PublicStamp
from learning.catalogue import demo
from learning.catalogue.models import AskedFirst, Course, CourseLevel
from tests.integration.learning.making import TODAY, make_completion, make_course

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("code", ["", " SG", "SG REFRESH", "SG/REFRESH", "-SG", "SG\n", "é"])
def test_a_code_can_be_typed_and_stand_in_an_address(code: str) -> None:
    with pytest.raises(ValidationError):
        Course(code=code, title="A course").full_clean()


def test_two_codes_that_differ_only_in_case_are_one() -> None:
    make_course(code="SG-REFRESH")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_course(code="sg-refresh")


def test_an_unknown_way_of_teaching_is_refused() -> None:
    with pytest.raises(ValidationError):
        Course(code="A", title="A", modes=["telepathy"]).full_clean()


def test_ways_of_teaching_are_said_in_a_fixed_order() -> None:
    assert make_course(modes=["room", "online"]).mode_names == ["Online, in your own time", "In a room"]


def test_a_course_is_offered_until_the_day_before_it_retires() -> None:
    course = make_course(retired_on=TODAY)
    assert course in Course.objects.offered_on(TODAY - timedelta(days=1))
    assert course not in Course.objects.offered_on(TODAY)


def test_a_retired_course_keeps_its_completions(person: object) -> None:
    course = make_course(retired_on=TODAY - timedelta(days=400))
    assert make_completion(person, course, on=TODAY - timedelta(days=500)).course == course


def test_a_change_to_a_course_makes_kept_pages_old() -> None:
    course = make_course()
    before = PublicStamp.objects.get().number
    course.title = "Another title"
    course.save()
    assert PublicStamp.objects.get().number > before


def test_the_demonstration_makes_its_courses_once() -> None:
    run = DemoRun(today=TODAY, staff=40, rng=Random(), say=lambda text: None)
    demo.build(run)
    made = [model.objects.count() for model in (Course, CourseLevel, AskedFirst)]
    demo.build(run)
    assert [model.objects.count() for model in (Course, CourseLevel, AskedFirst)] == made
    for code in ("SG-AWARE", "SG-REFRESH", "SAFE-REC", "INFO-SHARE", "INTER-AGENCY", "DSL"):
        assert run.get("course", code).hours > 0


class TestAskedFirst:
    @pytest.fixture
    def as_team(self, client: Client, team_member: Any) -> Client:
        client.force_login(team_member)
        return client

    def save(self, client: Client, course: Course, *first: Course, **fields: Any) -> Any:
        kept = {asked.first_id: asked.pk for asked in course.asked_first.all()}
        rows = [{"id": kept.get(one.pk, ""), "first": one.pk} for one in first]
        form = {
            "title": course.title, "code": course.code, "hours": "2", "summary": "", "retired_on": "",
            "levels": inline_formset([]), "asked_first": inline_formset(rows, initial=len(kept)),
            "first_how_many": "every", "if_missing": "block",
        }  # fmt: skip
        url = f"/admin/snippets/catalogue/course/edit/{course.pk}/"
        return client.post(url, nested_form_data(form | fields), follow=True)

    def test_it_is_edited_with_the_course(self, as_team: Client) -> None:
        course, induction = make_course(), make_course(title="Induction")
        self.save(as_team, course, induction, first_how_many="any")
        course = Course.objects.get(pk=course.pk)
        assert [asked.first for asked in course.asked_first.all()] == [induction]
        assert (course.first_how_many, course.if_missing) == ("any", "block")
        assert "Induction" in as_team.get("/admin/snippets/catalogue/course/").content.decode()

    @pytest.mark.indexed
    def test_a_loop_is_refused_and_named(self, as_team: Client) -> None:
        one, two, three = (make_course(title=title) for title in ("One", "Two", "Three"))
        self.save(as_team, two, three)
        self.save(as_team, three, one)
        content = self.save(as_team, one, two).content.decode()
        assert "“One” would ask for “Two”, which asks for “Three”, which asks for “One”" in content
        assert not one.asked_first.exists()

    @pytest.mark.indexed
    def test_a_course_that_asks_for_itself_is_refused_in_words_and_by_the_database(self, as_team: Client) -> None:
        course = make_course(title="One")
        assert "“One” would ask for “One”" in self.save(as_team, course, course).content.decode()
        with pytest.raises(IntegrityError), transaction.atomic():
            AskedFirst.objects.create(course=course, first=course)

    @pytest.mark.indexed
    def test_the_same_course_twice_is_refused(self, as_team: Client) -> None:
        course, induction = make_course(), make_course()
        assert self.save(as_team, course, induction, induction).status_code == 200
        assert not course.asked_first.exists()

    def test_a_course_that_another_asks_for_is_not_deleted(self) -> None:
        course, induction = make_course(), make_course()
        AskedFirst.objects.create(course=course, first=induction)
        assert "1 course asked for first" in why_kept([induction])

    def test_the_list_takes_the_same_queries_however_many_ask(self, as_team: Client) -> None:
        counts = []
        for more in (1, 10, 100):
            for _ in range(more):
                AskedFirst.objects.create(course=make_course(), first=make_course())
            as_team.get("/admin/snippets/catalogue/course/")
            with CaptureQueriesContext(connection) as captured:
                as_team.get("/admin/snippets/catalogue/course/")
            counts.append(len(captured))
        assert counts[0] == counts[1] == counts[2]
