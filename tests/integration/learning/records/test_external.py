"""Learning done elsewhere counts once somebody else has verified it, and not before."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from core.models import AuditEntry, LetterState
from core.models.append_only import HistoryStands
from learning.catalogue.models import Course
from learning.compliance.queries import statuses_for
from learning.records import tasks
from learning.records.actions import (
    ReportRefused,
    correct_completion,
    keep_evidence,
    let_go_of_unused_evidence,
    reject_report,
    verify_report,
    withdraw_report,
)
from learning.records.models import Completion, EvidenceFile, ExternalReport, ReportAnswer, ReportLetter
from learning.records.queries import reports_in_the_air
from people.models import Person, Post
from tests import factories
from tests.integration.learning.compliance.making import make_requirement
from tests.integration.learning.making import TODAY, make_completion, make_course
from tests.integration.learning.records.external import DAY, PDF, make_evidence, make_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> Course:
    return make_course(code="SG-3", title="Level 3", hours=Decimal(6))


@pytest.fixture
def lead() -> Person:
    return factories.make_lead(factories.make_agency())


class TestReporting:
    def test_a_report_counts_for_nothing_until_it_is_verified(self, course: Course, lead: Person) -> None:
        post = factories.make_post()
        make_requirement(post.role, first=course, first_months=1)
        report = make_report(post.person, course=course)
        assert not Completion.objects.exists()
        assert [one.status for one in statuses_for(Post.objects.filter(pk=post.pk), on=TODAY)] == ["overdue"]

        verify_report(report=report, by=lead, today=TODAY)

        assert [one.status for one in statuses_for(Post.objects.filter(pk=post.pk), on=TODAY)] == ["current"]

    def test_a_day_in_the_future_is_refused(self) -> None:
        with pytest.raises(ReportRefused, match="is after today"):
            make_report(on=TODAY + timedelta(days=1))
        assert not ExternalReport.objects.exists()

    def test_evidence_is_a_file_or_a_reference(self, person: Person) -> None:
        with pytest.raises(ReportRefused, match="Attach the certificate"):
            make_report(person, reference="  ")
        assert make_report(person, reference="", file=make_evidence(person)).file is not None

    def test_what_is_on_the_record_is_not_reported_again(self, person: Person, course: Course) -> None:
        make_completion(person, course, on=DAY, source="online")
        with pytest.raises(ReportRefused, match="is on your record already"):
            make_report(person, course=course)
        assert make_report(person, course=course, on=DAY - timedelta(days=1)).is_waiting

    def test_the_same_is_reported_once_at_a_time(self, person: Person, course: Course) -> None:
        make_report(person, course=course)
        with pytest.raises(ReportRefused, match="waits to be checked"):
            make_report(person, course=course)
        assert ExternalReport.objects.count() == 1
        assert make_report(course=course).is_waiting  # somebody else's

    def test_hours_are_the_courses_unless_told(self, course: Course) -> None:
        assert make_report(course=course, hours=None).hours == 6
        assert make_report(course=course, hours=Decimal("1.5")).hours == Decimal("1.5")

    def test_after_a_no_or_a_withdrawal_the_same_can_be_reported_again(
        self, person: Person, course: Course, lead: Person
    ) -> None:
        reject_report(report=make_report(person, course=course), reason="No name on it.", by=lead)
        withdraw_report(report=make_report(person, course=course), by=person)
        third = make_report(person, course=course)
        verify_report(report=third, by=lead, today=TODAY)
        assert ExternalReport.objects.count() == 3
        assert Completion.objects.count() == 1


class TestAnswering:
    def test_verifying_makes_one_completion_with_the_report_as_its_evidence(self, course: Course, lead: Person) -> None:
        report = make_report(course=course)
        answer = verify_report(report=report, by=lead, today=TODAY)
        row = Completion.objects.get()
        assert (row.person_id, row.course_id, row.completed_on) == (report.person_id, course.pk, DAY)
        assert (row.source, row.hours, row.recorded_by_id) == ("external", Decimal(3), lead.pk)
        assert row.evidence["report"] == report.pk
        assert answer.completion == row

    def test_of_two_who_answer_the_second_is_told(self, lead: Person) -> None:
        report = make_report()
        stale = ExternalReport.objects.get(pk=report.pk)
        verify_report(report=report, by=lead, today=TODAY)
        with pytest.raises(ReportRefused, match="answered this already"):
            reject_report(report=stale, reason="No.", by=lead)
        with pytest.raises(ReportRefused, match="answered this already"):
            verify_report(report=stale, by=lead, today=TODAY)
        assert (ReportAnswer.objects.count(), Completion.objects.count()) == (1, 1)

    def test_nobody_checks_their_own_report_nor_that_of_their_former_record(self) -> None:
        lead = factories.make_lead(factories.make_agency())
        former = factories.make_person(email=None, is_active=False, merged_into=lead)
        for person in (lead, former):
            report = make_report(person)
            with pytest.raises(ReportRefused, match="Nobody checks"):
                verify_report(report=report, by=lead, today=TODAY)
            with pytest.raises(ReportRefused, match="Nobody checks"):
                reject_report(report=report, reason="x", by=lead)
        assert not Completion.objects.exists()

    def test_a_no_says_why(self, lead: Person) -> None:
        report = make_report()
        with pytest.raises(ReportRefused, match="Say why"):
            reject_report(report=report, reason=" ", by=lead)
        assert reject_report(report=report, reason="It has no name on it.", by=lead).reason == "It has no name on it."
        assert not Completion.objects.exists()

    def test_what_came_onto_the_record_meanwhile_is_not_counted_twice(self, course: Course, lead: Person) -> None:
        report = make_report(course=course)
        make_completion(report.person, course, on=DAY, source="group")
        with pytest.raises(ReportRefused, match="record already"):
            verify_report(report=report, by=lead, today=TODAY)
        assert Completion.objects.count() == 1

    def test_a_verified_completion_that_was_wrong_is_corrected_like_any(self, course: Course, lead: Person) -> None:
        report = make_report(course=course)
        answer = verify_report(report=report, by=lead, today=TODAY)
        assert answer.completion
        correct_completion(completion=answer.completion, reason="A forgery.", by=lead)
        assert ExternalReport.objects.get(pk=report.pk).state == "withdrawn"
        assert make_report(report.person, course=course).is_waiting

    def test_only_its_person_withdraws_a_report_and_its_file_goes(self, person: Person, lead: Person) -> None:
        report = make_report(person, file=make_evidence(person))
        with pytest.raises(ReportRefused, match="Only whoever reported it"):
            withdraw_report(report=report, by=lead)
        withdraw_report(report=report, by=person)
        file = EvidenceFile.objects.get()
        assert file.content is None
        assert file.removed_at is not None
        with pytest.raises(ReportRefused, match="answered this already"):
            verify_report(report=ExternalReport.objects.get(), by=lead, today=TODAY)

    def test_every_step_is_in_the_audit_log_with_who(self, person: Person, lead: Person) -> None:
        report = make_report(person, file=make_evidence(person))
        reject_report(report=report, reason="Unreadable.", by=lead)
        withdraw_report(report=make_report(person), by=person)
        entries = AuditEntry.objects.filter(subject__startswith="records.ExternalReport:")
        assert list(entries.order_by("pk").values_list("act", "by", "reason")) == [
            ("external learning reported", person.pk, ""),
            ("external learning rejected", lead.pk, "Unreadable."),
            ("external learning reported", person.pk, ""),
            ("external learning withdrawn", person.pk, ""),
        ]


class TestStanding:
    @pytest.mark.parametrize("table", ["records_externalreport", "records_reportanswer"])
    def test_neither_a_report_nor_its_answer_is_ever_changed(self, table: str, lead: Person) -> None:
        reject_report(report=make_report(), reason="No.", by=lead)
        for sql in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql)
        with pytest.raises(HistoryStands):
            ExternalReport.objects.get().save()


class TestFiles:
    def test_uploads_that_came_to_nothing_go_after_a_week(self, person: Person) -> None:
        used = make_report(person, file=make_evidence(person)).file
        make_evidence(person)
        let_go_of_unused_evidence(timezone.now() + timedelta(days=6))
        assert EvidenceFile.objects.count() == 2
        let_go_of_unused_evidence(timezone.now() + timedelta(days=8))
        assert list(EvidenceFile.objects.all()) == [used]

    def test_nobody_fills_the_database_with_uploads(self, person: Person) -> None:
        files = [keep_evidence(name="x.pdf", content=PDF, by=person) for _ in range(9)]
        assert set(EvidenceFile.objects.all()) == set(files[-5:])

    def test_what_is_no_evidence_is_not_kept(self, person: Person) -> None:
        with pytest.raises(ValueError, match="none of them"):
            keep_evidence(name="x.pdf", content=b"<html>", by=person)


class TestLetters:
    def test_the_person_is_told_that_there_is_an_answer_and_not_what_it_says(self, lead: Person) -> None:
        person = factories.make_post(factories.make_person(first_name="Lena")).person
        reject_report(report=make_report(person, provider="Elsewhere College"), reason="Nobody’s name.", by=lead)
        assert not mail.outbox
        letter = ReportLetter.objects.get()
        assert "Lena" in letter.text
        for secret in ("Elsewhere", "Nobody", "Course", lead.last_name, person.last_name):
            assert secret not in letter.text + letter.subject

    @pytest.mark.django_db(transaction=True)
    def test_the_worker_sends_it_once(self, lead: Person) -> None:
        report = make_report()
        verify_report(report=report, by=lead, today=TODAY)
        tasks.send_letters.func()
        tasks.send_some_letters(timezone.now())
        assert [message.to for message in mail.outbox] == [[report.person.email]]
        assert ReportLetter.objects.get().state == LetterState.SENT

    def test_whoever_has_no_email_is_written_no_letter(self, lead: Person) -> None:
        verify_report(report=make_report(factories.make_person(email=None)), by=lead, today=TODAY)
        assert not ReportLetter.objects.exists()


def test_what_waits_and_what_was_turned_down_lately_is_in_the_air(person: Person, lead: Person) -> None:
    waiting, turned_down, verified = (make_report(person) for _ in range(3))
    reject_report(report=turned_down, reason="No.", by=lead)
    verify_report(report=verified, by=lead, today=TODAY)
    assert set(reports_in_the_air(person, at=timezone.now())) == {waiting, turned_down}
    assert reports_in_the_air(person, at=timezone.now() + timedelta(days=61)) == [waiting]
