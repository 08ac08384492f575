"""Recording completions: once each, never in the future, and never taken back but by a correction."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from core.models import AuditEntry
from core.models.append_only import HistoryStands
from learning.catalogue.models import Course, CourseLevel, Framework
from learning.records.actions import (
    AlreadyCorrected,
    CompletionFact,
    certificate_for,
    correct_completion,
    record_completion,
    record_many,
)
from learning.records.models import Certificate, Completion, Correction
from people.models import Person
from tests import factories
from tests.integration.learning.making import TODAY, make_completion, make_course

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> Course:
    return make_course(code="SG-REFRESH", hours=Decimal("1.5"))


class TestRecording:
    def test_a_completion_counts_the_hours_of_its_course_unless_told(self, person: Person, course: Course) -> None:
        assert make_completion(person, course).hours == Decimal("1.5")
        told = make_completion(person, course, on=TODAY - timedelta(days=1), hours=Decimal(6))
        assert told.hours == 6

    def test_a_day_in_the_future_is_refused_and_nothing_is_written(self, person: Person, course: Course) -> None:
        with pytest.raises(ValueError, match="is after today"):
            make_completion(person, course, on=TODAY + timedelta(days=1))
        assert not Completion.objects.exists()
        assert not AuditEntry.objects.exists()

    def test_the_same_key_twice_is_one_row_and_one_audit_entry(self, person: Person, course: Course) -> None:
        first = make_completion(person, course, key="register:7")
        again = make_completion(person, course, key="register:7", on=TODAY - timedelta(days=3))
        assert again.pk == first.pk
        assert again.completed_on == TODAY
        assert AuditEntry.objects.filter(act="completion recorded").count() == 1

    def test_the_same_fact_without_a_key_is_one_row(self, person: Person, course: Course) -> None:
        assert make_completion(person, course).pk == make_completion(person, course).pk

    def test_an_earlier_course_of_like_number_is_another_fact(self, person: Person) -> None:
        courses = [make_course() for _ in range(12)]
        assert len({make_completion(person, course).pk for course in courses}) == 12

    def test_a_replayed_key_brings_nothing_back_that_was_corrected(self, person: Person, course: Course) -> None:
        row = make_completion(person, course, key="file:1:2")
        correct_completion(completion=row, reason="Wrong person.", by=None)
        assert make_completion(person, course, key="file:1:2").pk == row.pk
        assert not Completion.objects.standing().exists()

    def test_what_was_corrected_by_mistake_can_be_recorded_again(self, person: Person, course: Course) -> None:
        row = make_completion(person, course)
        correct_completion(completion=row, reason="Mistaken for somebody else.", by=None)
        again = make_completion(person, course)
        assert again.pk != row.pk
        assert list(Completion.objects.standing()) == [again]

    def test_the_audit_log_says_who_recorded_what(self, person: Person, course: Course, team_member: Person) -> None:
        row = make_completion(person, course, by=team_member)
        entry = AuditEntry.objects.get(subject=f"records.Completion:{row.pk}")
        assert entry.by == team_member
        assert entry.after["course"] == "SG-REFRESH"
        assert entry.after["completed_on"] == TODAY.isoformat()


class TestCorrecting:
    def test_a_corrected_completion_stays_and_no_longer_stands(self, person: Person, team_member: Person) -> None:
        row = make_completion(person)
        correction = correct_completion(completion=row, reason=" Wrong day. ", by=team_member)
        assert correction.reason == "Wrong day."
        assert Completion.objects.get() == row
        assert not Completion.objects.standing().exists()
        assert AuditEntry.objects.get(act="completion corrected").reason == "Wrong day."

    def test_a_correction_needs_a_reason(self, person: Person) -> None:
        with pytest.raises(ValueError, match="Say why"):
            correct_completion(completion=make_completion(person), reason="  ", by=None)

    def test_a_completion_is_corrected_once(self, person: Person) -> None:
        row = make_completion(person)
        correct_completion(completion=row, reason="Wrong.", by=None)
        with pytest.raises(AlreadyCorrected):
            correct_completion(completion=row, reason="Wrong again.", by=None)
        assert Correction.objects.count() == 1


class TestCertificates:
    def test_a_completion_has_one_certificate_however_often_it_is_asked_for(self, person: Person) -> None:
        row = make_completion(person)
        assert certificate_for(row) == certificate_for(row)
        assert Certificate.objects.count() == 1

    def test_it_keeps_the_title_and_levels_of_its_day(self, person: Person, course: Course) -> None:
        framework = Framework.objects.create(code="LOCAL", title="Local levels")
        CourseLevel.objects.create(course=course, framework=framework, level="Level 2")
        certificate = certificate_for(make_completion(person, course))
        title = course.title
        course.title = "Renamed"
        course.save()
        certificate.refresh_from_db()
        assert certificate.course_title == title
        assert certificate.levels == [{"framework": "Local levels", "level": "Level 2"}]


class TestBatches:
    def facts(self, people: list[Person], course: Course, on: date = TODAY) -> list[CompletionFact]:
        return [CompletionFact(one.pk, course, on, key=f"batch:{one.pk}") for one in people]

    def test_a_batch_is_recorded_with_one_audit_entry(self, course: Course) -> None:
        people = [factories.make_person() for _ in range(5)]
        made = record_many(facts=self.facts(people, course), source="import", by=None, today=TODAY, reason="Old system")
        assert made == 5
        entry = AuditEntry.objects.get(act="completions recorded")
        assert entry.after == {"count": 5, "source": "import", "courses": ["SG-REFRESH"]}
        assert entry.reason == "Old system"

    def test_the_same_batch_again_records_nothing(self, course: Course) -> None:
        people = [factories.make_person() for _ in range(3)]
        record_many(facts=self.facts(people[:2], course), source="import", by=None, today=TODAY)
        assert record_many(facts=self.facts(people, course), source="import", by=None, today=TODAY) == 1
        assert record_many(facts=self.facts(people, course), source="import", by=None, today=TODAY) == 0
        assert Completion.objects.count() == 3
        assert AuditEntry.objects.filter(act="completions recorded").count() == 2

    def test_a_key_that_stands_twice_in_a_batch_is_one_row(self, course: Course, person: Person) -> None:
        twice = self.facts([person, person], course)
        assert record_many(facts=twice, source="import", by=None, today=TODAY) == 1

    def test_one_future_day_refuses_the_whole_batch(self, course: Course) -> None:
        people = [factories.make_person() for _ in range(2)]
        facts = self.facts(people[:1], course) + self.facts(people[1:], course, TODAY + timedelta(days=1))
        with pytest.raises(ValueError, match="is after today"):
            record_many(facts=facts, source="import", by=None, today=TODAY)
        assert not Completion.objects.exists()

    def test_a_batch_that_the_database_refuses_leaves_nothing_behind(self, course: Course, person: Person) -> None:
        facts = [*self.facts([person], course), CompletionFact(person.pk, course, TODAY, "bad", hours=Decimal(-1))]
        with pytest.raises(DatabaseError), transaction.atomic():
            record_many(facts=facts, source="import", by=None, today=TODAY)
        assert not Completion.objects.exists()

    def test_a_large_batch_takes_few_queries(
        self, course: Course, person: Person, django_assert_max_num_queries: object
    ) -> None:
        days = [TODAY - timedelta(days=number) for number in range(2500)]
        facts = [CompletionFact(person.pk, course, day, key=f"day:{day}") for day in days]
        with django_assert_max_num_queries(45):  # type: ignore[operator]
            assert record_many(facts=facts, source="import", by=None, today=TODAY) == 2500


class TestTheDatabaseKeepsIt:
    """Raw SQL is refused by the database itself, on SQLite and PostgreSQL."""

    @pytest.fixture
    def tables(self, person: Person) -> list[str]:
        row = make_completion(person)
        certificate_for(row)
        correct_completion(completion=row, reason="Wrong.", by=None)
        return [model._meta.db_table for model in (Completion, Correction, Certificate)]

    def refused(self, sql: str) -> bool:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql)
        except DatabaseError as error:
            return "append-only" in str(error)
        return False

    def test_an_update_is_refused(self, tables: list[str]) -> None:
        assert [self.refused(f"UPDATE {table} SET id = id") for table in tables] == [True] * 3

    def test_a_delete_is_refused(self, tables: list[str]) -> None:
        assert [self.refused(f"DELETE FROM {table}") for table in tables] == [True] * 3

    def test_code_that_tries_is_told_why(self, tables: list[str]) -> None:
        row = Completion.objects.get()
        for attempt in (row.save, row.delete, Completion.objects.all().delete):
            with pytest.raises(HistoryStands):
                attempt()
        with pytest.raises(HistoryStands):
            Completion.objects.update(hours=0)


def test_a_person_sees_their_own_completions_and_a_colleague_none(person: Person) -> None:
    row = make_completion(person)
    stranger = factories.make_person()
    assert list(Completion.objects.visible_to(person, on=TODAY)) == [row]
    assert not Completion.objects.visible_to(stranger, on=TODAY).exists()


def test_a_manager_sees_those_of_their_people_and_not_of_others(person: Person) -> None:
    row = make_completion(person)
    manager = factories.make_manager(factories.make_post(person))
    other = factories.make_manager(factories.make_post())
    assert list(Completion.objects.visible_to(manager, on=TODAY)) == [row]
    assert not Completion.objects.visible_to(other, on=TODAY).exists()


def test_the_team_sees_all_and_nobody_sees_none(person: Person, team_member: Person) -> None:
    from django.contrib.auth.models import AnonymousUser

    make_completion(person)
    assert Completion.objects.visible_to(team_member, on=TODAY).count() == 1
    assert not Completion.objects.visible_to(AnonymousUser(), on=TODAY).exists()


def test_recording_in_the_name_of_the_system_is_allowed(person: Person) -> None:
    row = record_completion(person=person, course=make_course(), on=TODAY, today=TODAY, source="import", by=None)
    assert row.recorded_by is None
