"""Two who record the same training at the same moment record it once."""

import pytest

from learning.records.actions import GroupRefused, ReportRefused, record_group_session, verify_report
from learning.records.models import Completion, ExternalReport, GroupPlace, GroupSession
from people.actions.merging import merge_people
from people.models import Agency, Person
from tests import factories
from tests.integration.at_once import AT_ONCE_MARKS, all_at_once
from tests.integration.learning.making import TODAY, make_course
from tests.integration.learning.records.external import make_report
from tests.integration.learning.records.groups import HELD_ON, make_draft, make_staff

pytestmark = AT_ONCE_MARKS
LEADS = 6


@pytest.fixture
def agency() -> Agency:
    return factories.make_agency()


@pytest.fixture
def staff(agency: Agency) -> list[Person]:
    return make_staff(40, agency)


def recording(agency: Agency, people: list[int], course):
    """Return what records a session of these people, by a lead and from a draft of their own."""
    lead = factories.make_lead(agency)
    draft = make_draft(lead, agency, course=course)
    return lambda: record_group_session(draft=draft, people=people, by=lead, today=TODAY)


def test_leads_who_record_the_same_people_at_once_make_one_completion_each(agency: Agency, staff: list[Person]) -> None:
    course, keys = make_course(), [one.pk for one in staff]
    orders = [keys, keys[::-1]] * (LEADS // 2)
    sessions = all_at_once([recording(agency, order, course) for order in orders])
    assert sorted(Completion.objects.values_list("person", flat=True)) == keys
    assert {one.pk for one in sessions} == set(GroupSession.objects.values_list("pk", flat=True))
    assert GroupPlace.objects.filter(had_it=False).count() == len(keys)
    assert GroupPlace.objects.filter(had_it=True).count() == len(keys) * (LEADS - 1)


def test_a_report_verified_while_the_same_is_recorded_for_a_team_makes_one_completion(
    agency: Agency, staff: list[Person]
) -> None:
    course, keys, checker = make_course(), [one.pk for one in staff[:5]], factories.make_lead(agency)
    reports = [make_report(one, course=course, on=HELD_ON) for one in staff[:5]]

    def verify(report: ExternalReport) -> str:
        try:
            verify_report(report=report, by=checker, today=TODAY)
        except ReportRefused as refused:
            return str(refused)
        return "verified"

    acts = [lambda report=report: verify(report) for report in reports]
    *said, _ = all_at_once([*acts, recording(agency, keys, course)])
    assert sorted(Completion.objects.values_list("person", flat=True)) == keys
    assert all(words == "verified" or "record already" in words for words in said)


def test_two_who_verify_one_report_at_once_are_told_that_it_was_answered(agency: Agency, staff: list[Person]) -> None:
    report = make_report(staff[0])
    leads = [factories.make_lead(agency) for _ in range(4)]

    def verify(lead: Person) -> str:
        try:
            verify_report(report=ExternalReport.objects.get(pk=report.pk), by=lead, today=TODAY)
        except ReportRefused as refused:
            return str(refused)
        return "verified"

    said = all_at_once([lambda lead=lead: verify(lead) for lead in leads])
    assert sorted(said) == ["Somebody has answered this already."] * 3 + ["verified"]


def test_nothing_is_recorded_for_a_record_that_was_merged_a_moment_before(agency: Agency, staff: list[Person]) -> None:
    kept, gone = staff[:2]
    team, course = factories.make_superuser(), make_course()
    record = recording(agency, [gone.pk], course)

    def try_to_record() -> str:
        try:
            record()
        except GroupRefused as refused:
            return str(refused)
        return "recorded"

    def merge() -> None:
        merge_people(kept=kept, gone=gone, reason="The same email.", by=team, today=TODAY)

    said, _ = all_at_once([try_to_record, merge])
    # Either way round: what counts for the one who is kept is what the lead was told.
    has_it = Completion.objects.filter(person=kept, course=course).exists()
    assert (said == "recorded", "was merged" in said) == (has_it, not has_it)
