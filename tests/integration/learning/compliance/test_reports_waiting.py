"""Leads hear once a week of the reports that wait for their check, in the letter that tells of their team."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import make_aware

from learning.compliance.actions.reminder_rounds import write_round
from learning.compliance.models import ReminderLetter
from learning.compliance.queries.reports_waiting import reports_waiting_for_leads
from learning.records.actions import verify_report
from learning.records.models import ExternalReport
from learning.records.queries import count_to_check
from people.actions.merging import merge_people
from people.models import Agency, AgencyState, Person
from tests.factories import make_agency, make_lead, make_person, make_post, make_superuser
from tests.integration.learning.compliance.making import make_course, make_requirement, make_team
from tests.integration.learning.making import TODAY
from tests.integration.learning.records.external import make_report

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)


def letters_of(person: Person, *days: date) -> list[ReminderLetter]:
    for day in days:
        write_round(at=make_aware(datetime(day.year, day.month, day.day, 9)))
    return list(ReminderLetter.objects.filter(person=person).order_by("day"))


def report_of(agency: Agency, person: Person | None = None) -> ExternalReport:
    return make_report(make_post(person, agency=agency).person)


def test_a_lead_is_told_how_many_wait_once_a_week_and_no_names() -> None:
    agency = make_agency()
    lead, reports = make_lead(agency), [report_of(make_agency(parent=agency)), report_of(agency)]
    first, second = letters_of(lead, TODAY, date(2026, 11, 21), MONDAY)
    assert (first.day, second.day) == (TODAY, MONDAY)
    assert first.subject == "Courses done elsewhere wait for your check"
    assert "2 courses done elsewhere wait for your check, the longest since " in first.text
    assert "/external-learning/" in first.text
    for report in reports:
        assert report.person.last_name not in first.text
        assert report.course.title not in first.text


def test_it_is_a_line_of_the_letter_that_a_manager_gets_anyway() -> None:
    manager, posts = make_team(3)
    make_requirement(posts[0].role, first=make_course())
    agency = posts[0].agency
    agency.leads.create(person=manager, since=date(2020, 1, 1))
    report_of(agency)
    [letter] = letters_of(manager, MONDAY)
    assert letter.text.count("Hello") == 1
    assert "3 people overdue" in letter.text
    assert "1 course done elsewhere waits for your check, since " in letter.text


def test_nothing_that_is_not_theirs_to_check_is_counted() -> None:
    agency, other = make_agency(), make_agency()
    lead = make_lead(agency)
    report_of(other)
    report_of(agency, lead)  # their own
    verify_report(report=report_of(agency), by=lead, today=TODAY)
    sleeping = make_agency(parent=agency, state=AgencyState.SETTING_UP)
    report_of(sleeping)
    assert letters_of(lead, MONDAY) == []


def test_it_counts_what_the_queue_shows() -> None:
    top = make_agency()
    below, other = make_agency(parent=top), make_agency()
    leads = [make_lead(agency) for agency in (top, below, other)]
    for agency, number in ((top, 2), (below, 3), (other, 1)):
        for _ in range(number):
            report_of(agency)
    twice = report_of(other, make_post(agency=below).person).person  # who works at both
    merge_people(kept=make_person(), gone=twice, reason="One person.", by=make_superuser(), today=TODAY)
    found = reports_waiting_for_leads(on=TODAY, reached=[lead.pk for lead in leads])
    assert [found[lead.pk].number for lead in leads] == [count_to_check(lead, on=TODAY) for lead in leads] == [6, 4, 2]


def test_it_takes_the_same_queries_for_1_10_or_100() -> None:
    counts = set()
    for size in (1, 10, 100):
        agency = make_agency()
        leads = [make_lead(agency).pk for _ in range(size)]
        for _ in range(size):
            report_of(agency)
        with CaptureQueriesContext(connection) as queries:
            reports_waiting_for_leads(on=TODAY, reached=leads)
        counts.add(len(queries))
    assert counts == {3}
