"""Several requests of one person at the same moment: one enrolment, one completion, one certificate."""

from datetime import timedelta

import pytest
from django.utils import timezone

from home.models import HomePage
from learning.lessons.actions import enrol, mark_done
from learning.lessons.models import CoursePage, Enrolment, LessonPage, LessonProgress
from learning.records.actions import certificate_for, record_completion
from learning.records.models import Certificate, Completion
from people.models import Person
from tests import factories
from tests.integration.at_once import AT_ONCE_MARKS, all_at_once
from tests.integration.learning.making import TODAY, make_completion, make_course, make_course_page

pytestmark = AT_ONCE_MARKS
AT_ONCE = 8


@pytest.fixture
def course_page(home_page: HomePage) -> CoursePage:
    return make_course_page(home_page, 1)


def start(person: Person, course_page: CoursePage) -> Enrolment:
    lesson = LessonPage.objects.child_of(course_page).get()
    required = [{"id": lesson.pk, "title": lesson.title}]
    return enrol(person=person, course_page=course_page, required=required, after=None, at=timezone.now(), by=person)


def test_starting_at_once_makes_one_enrolment(course_page: CoursePage) -> None:
    person = factories.make_person()
    made = all_at_once([lambda: start(person, course_page)] * AT_ONCE)
    assert {one.pk for one in made} == {Enrolment.objects.get().pk}


def test_the_last_step_at_once_makes_one_completion(course_page: CoursePage) -> None:
    person = factories.make_person()
    enrolment = start(person, course_page)
    lesson = enrolment.pinned[0]
    made = all_at_once([lambda: mark_done(enrolment=enrolment, lesson=lesson, at=timezone.now(), by=person)] * AT_ONCE)
    assert {one.pk for one in made if one} == {Completion.objects.get().pk}
    assert LessonProgress.objects.count() == Certificate.objects.count() == 1


def test_the_same_key_at_once_is_one_row() -> None:
    person, course = factories.make_person(), make_course()
    given = {"on": TODAY - timedelta(days=1), "today": TODAY, "source": "event", "by": None, "key": "register:1"}
    made = all_at_once([lambda: record_completion(person=person, course=course, **given)] * AT_ONCE)
    assert {one.pk for one in made} == {Completion.objects.get().pk}


def test_asking_for_a_certificate_at_once_makes_one() -> None:
    row = make_completion(factories.make_person())
    made = all_at_once([lambda: certificate_for(Completion.objects.get(pk=row.pk))] * AT_ONCE)
    assert {one.pk for one in made} == {Certificate.objects.get().pk}
