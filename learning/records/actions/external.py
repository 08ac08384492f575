"""Learning done elsewhere: reported by a person, verified or rejected by another, and only then a completion.

Source: docs/decisions/0022.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from core import audit
from core.letters import Sender
from learning.catalogue.models import Course
from learning.records import rules
from learning.records.actions.completions import record_completion
from learning.records.actions.evidence import take_away_content
from learning.records.actions.holding import hold_records
from learning.records.models import (
    Completion,
    EvidenceFile,
    ExternalReport,
    ReportAnswer,
    ReportLetter,
    Source,
    Verdict,
)
from people.queries import records_of

LETTER = """Hello {name},

What you told us about a course that you did elsewhere has been checked. Sign in to read the answer:

{link}

Nothing else is in this letter, because email can be read by others.
"""
SUBJECT = "Your course done elsewhere has been checked"
ANSWERED = "Somebody has answered this already."
MERGED = "This record has been merged with their other one, and what they reported waits there. Check it there."
send_report_letters = Sender(ReportLetter, "external-learning").send_letters


class ReportRefused(ValueError):
    """Raised, with a sentence for the reader, for what can't be reported or answered. `field` is what to put right."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


@transaction.atomic
def report_course(
    *,
    person: Any,
    course: Course,
    on: date,
    provider: str,
    hours: Decimal | None,
    reference: str,
    file: EvidenceFile | None,
    by: Any,
    today: date,
) -> ExternalReport:
    """Write down what a person says that they completed elsewhere, for somebody else to check.

    `hours` are the course's unless given. Raises ReportRefused for a day in the future, for what has no evidence, and
    for a course and day that are on their record or wait to be checked already.
    """
    try:
        rules.refuse_future(on, today=today)
    except ValueError as error:
        raise ReportRefused(str(error), "completed_on") from error
    if not reference.strip() and file is None:
        raise ReportRefused("Attach the certificate, or say where it can be found", "file")
    _refuse_known(person, course, on)
    same = ExternalReport.objects.filter(person=person, course=course, completed_on=on)
    report = ExternalReport(
        person=person,
        course=course,
        completed_on=on,
        provider=provider.strip(),
        hours=course.hours if hours is None else hours,
        reference=reference.strip(),
        file=file,
        key=rules.report_key(person.pk, course.pk, on, same.exclude(answer=None).count()),
        reported_by=by,
    )
    try:
        with transaction.atomic():
            report.save()
    except IntegrityError as error:
        raise ReportRefused(_waits(course, on), "course") from error
    audit.record("external learning reported", report, by=by, after=facts_of(report))
    return report


def _refuse_known(person: Any, course: Course, on: date) -> None:
    standing = Completion.objects.standing().filter(person=person, course=course, completed_on=on)
    if standing.exists():
        raise ReportRefused(f"{course.title} on {_day(on)} is on your record already", "course")
    waiting = ExternalReport.objects.current().waiting()
    if waiting.filter(person=person, course=course, completed_on=on).exists():
        raise ReportRefused(_waits(course, on), "course")


def _waits(course: Course, on: date) -> str:
    return f"You have reported {course.title} on {_day(on)} already: it waits to be checked"


def _day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"


def facts_of(report: ExternalReport) -> dict[str, Any]:
    """Return what the audit log keeps of a report."""
    return {
        "person": report.person_id,
        "course": report.course.code,
        "completed_on": report.completed_on,
        "provider": report.provider,
        "hours": report.hours,
        "reference": report.reference,
        "file": str(report.file_id or ""),
    }


@transaction.atomic
def withdraw_report(*, report: ExternalReport, by: Any) -> ReportAnswer:
    """Take back a report that waits. Its file is emptied: nobody needs it any more.

    Raises ReportRefused if it isn't one's own, or was answered.
    """
    if report.person_id != by.pk:
        raise ReportRefused("Only whoever reported it may withdraw it.")
    answer = _answer(report, Verdict.WITHDRAWN, reason="", by=by)
    if report.file and report.file.reports.count() == 1:
        take_away_content(report.file, by=by, reason="its report was withdrawn")
    return answer


@transaction.atomic
def verify_report(*, report: ExternalReport, note: str = "", by: Any, today: date) -> ReportAnswer:
    """Accept a report: it becomes a completion, with the report as its evidence. The caller has asked whether `by` may.

    Raises ReportRefused for one's own, one that was answered, one whose course and day are on the record already, and
    one of a record that was merged into another, where it waits too.
    """
    _refuse_own(report, by)
    if hold_records([report.person_id]):
        raise ReportRefused(MERGED)
    if ReportAnswer.objects.filter(report=report).exists():
        raise ReportRefused(ANSWERED)
    same = {"person": report.person_id, "course": report.course_id, "completed_on": report.completed_on}
    if Completion.objects.standing().filter(**same).exists():
        raise ReportRefused(
            f"{report.course.title} on {_day(report.completed_on)} is on {report.person}’s record already. Answer no, "
            "and say so."
        )
    completion = record_completion(
        person=report.person,
        course=report.course,
        on=report.completed_on,
        source=Source.EXTERNAL,
        by=by,
        today=today,
        hours=report.hours,
        evidence={"report": report.pk, "provider": report.provider, "file": str(report.file_id or "")},
        key=f"report:{report.pk}",
    )
    return _tell(_answer(report, Verdict.VERIFIED, reason=note.strip(), by=by, completion=completion))


@transaction.atomic
def reject_report(*, report: ExternalReport, reason: str, by: Any) -> ReportAnswer:
    """Turn a report down, saying why. The caller has asked whether `by` may.

    Raises ReportRefused without a reason, for one's own, and for one that was answered.
    """
    if not reason.strip():
        raise ReportRefused("Say why, so that they know what to put right", "reason")
    _refuse_own(report, by)
    return _tell(_answer(report, Verdict.REJECTED, reason=reason.strip(), by=by))


def _refuse_own(report: ExternalReport, by: Any) -> None:
    if report.person_id in records_of(by):
        raise ReportRefused("Nobody checks what they reported themselves.")


def _answer(report: ExternalReport, verdict: Verdict, *, reason: str, by: Any, **more: Any) -> ReportAnswer:
    answer = ReportAnswer(report=report, verdict=verdict, reason=reason, answered_by=by, **more)
    try:
        with transaction.atomic():
            answer.save()
    except IntegrityError as error:
        raise ReportRefused(ANSWERED) from error
    act = f"external learning {verdict.value}"
    audit.record(act, report, by=by, after=facts_of(report), reason=reason)
    return answer


def _tell(answer: ReportAnswer) -> ReportAnswer:
    """Write the letter that says that there is an answer, for the worker to send."""
    person = answer.report.person
    if person.email and person.is_active:
        link = f"{settings.BASE_URL}/my-learning/elsewhere/"
        text = LETTER.format(name=person.first_name, link=link)
        ReportLetter.objects.create(answer=answer, person=person, subject=SUBJECT, text=text)
    return answer
