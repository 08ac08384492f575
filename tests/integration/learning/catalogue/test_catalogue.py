"""The catalogue: codes, ways of teaching, retirement, and the demonstration's courses."""

from datetime import timedelta
from random import Random

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from core.demo import DemoRun
from core.models import PublicStamp
from learning.catalogue import demo
from learning.catalogue.models import Course, CourseLevel
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
    made = (Course.objects.count(), CourseLevel.objects.count())
    demo.build(run)
    assert (Course.objects.count(), CourseLevel.objects.count()) == made
    for code in ("SG-AWARE", "SG-REFRESH", "SAFE-REC", "INFO-SHARE", "INTER-AGENCY", "DSL"):
        assert run.get("course", code).hours > 0
