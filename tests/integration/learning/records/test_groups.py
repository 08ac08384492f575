"""A team's training is recorded once, a completion for each, and put right by corrections."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from core.models import AuditEntry
from learning.catalogue.models import Course
from learning.records.actions import (
    AlreadyCorrected,
    GroupRefused,
    correct_completion,
    let_go_of_old_drafts,
    let_go_of_unused_evidence,
    record_group_session,
    tick,
    withdraw_place,
)
from learning.records.models import Completion, EvidenceFile, GroupDraft, GroupPlace, GroupSession
from learning.records.queries import narrowed, who_may_have_been_there
from people.models import Agency, Person, StaffNumber
from tests import factories
from tests.integration.learning.making import TODAY, make_completion, make_course
from tests.integration.learning.records.external import make_evidence
from tests.integration.learning.records.groups import HELD_ON, make_draft, make_session, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    return factories.make_agency()


@pytest.fixture
def lead(agency: Agency) -> Person:
    return factories.make_lead(agency)


@pytest.fixture
def course() -> Course:
    return make_course()


class TestRecording:
    def test_64_of_80_have_it_and_the_register_is_its_evidence(
        self, agency: Agency, lead: Person, course: Course
    ) -> None:
        staff, register = make_staff(80, agency), make_evidence(lead)
        session = make_session(lead, agency, staff[:64], course=course, file=register)
        rows = Completion.objects.filter(course=course)
        assert set(rows.values_list("person", flat=True)) == {one.pk for one in staff[:64]}
        assert {(row.source, row.completed_on, row.hours, row.mode, row.recorded_by_id) for row in rows} == {
            ("group", HELD_ON, 2, "room", lead.pk)
        }
        assert {row.evidence["session"] for row in rows} == {str(session.pk)}
        assert session.file == register
        assert session.places.count() == 64
        assert not GroupDraft.objects.exists()

    def test_recording_the_same_twice_makes_one(self, agency: Agency, lead: Person) -> None:
        staff = [one.pk for one in make_staff(3, agency)]
        draft = make_draft(lead, agency)
        first = record_group_session(draft=draft, people=staff, by=lead, today=TODAY)
        again = record_group_session(draft=draft, people=staff[:1], by=lead, today=TODAY)
        assert again == first
        assert (GroupSession.objects.count(), Completion.objects.count(), GroupPlace.objects.count()) == (1, 3, 3)
        assert AuditEntry.objects.filter(act="group session recorded").count() == 1

    def test_whoever_has_it_on_that_day_is_shown_and_has_it_once(
        self, agency: Agency, lead: Person, course: Course
    ) -> None:
        one, other, corrected = make_staff(3, agency)
        there = make_completion(one, course, on=HELD_ON, source="online")
        wrong = make_completion(corrected, course, on=HELD_ON, source="online")
        correct_completion(completion=wrong, reason="Wrong.", by=lead)
        session = make_session(lead, agency, [one, other, corrected], course=course)
        assert Completion.objects.standing().filter(course=course).count() == 3
        assert session.places.get(had_it=True).completion == there
        assert set(session.places.filter(had_it=False).values_list("person", flat=True)) == {other.pk, corrected.pk}

    def test_a_day_in_the_future_nobody_and_oneself_are_refused(self, agency: Agency, lead: Person) -> None:
        [one] = make_staff(1, agency)
        with pytest.raises(GroupRefused, match="after today"):
            make_session(lead, agency, [one], held_on=TODAY + timedelta(days=1))
        with pytest.raises(GroupRefused, match="Tick those"):
            make_session(lead, agency, [])
        with pytest.raises(GroupRefused, match="Nobody records their own"):
            make_session(lead, agency, [one, lead])
        assert not Completion.objects.exists()
        assert not GroupSession.objects.exists()

    def test_the_audit_log_says_who_recorded_how_many(self, agency: Agency, lead: Person) -> None:
        session = make_session(lead, agency, make_staff(3, agency))
        entry = AuditEntry.objects.get(subject=f"records.GroupSession:{session.pk}")
        assert (entry.by, entry.after["recorded"], entry.after["had_it"]) == (lead, 3, 0)

    @pytest.mark.parametrize("table", ["records_groupsession", "records_groupplace"])
    def test_neither_a_session_nor_a_place_is_ever_changed(self, table: str, agency: Agency, lead: Person) -> None:
        make_session(lead, agency, make_staff(1, agency))
        for sql in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql)


class TestPuttingRight:
    def test_one_persons_place_is_withdrawn_with_a_reason_and_the_others_stand(
        self, agency: Agency, lead: Person
    ) -> None:
        staff = make_staff(3, agency)
        session = make_session(lead, agency, staff)
        place = session.places.get(person=staff[0])
        withdraw_place(place=place, reason="Left before it began.", by=lead)
        assert set(Completion.objects.standing().values_list("person", flat=True)) == {one.pk for one in staff[1:]}
        with pytest.raises(AlreadyCorrected):
            withdraw_place(place=place, reason="Again.", by=lead)
        make_session(lead, agency, [staff[0]], course=session.course)
        assert Completion.objects.standing().count() == 3

    def test_what_somebody_has_from_elsewhere_is_not_the_sessions_to_withdraw(
        self, agency: Agency, lead: Person, course: Course
    ) -> None:
        [one] = make_staff(1, agency)
        make_completion(one, course, on=HELD_ON, source="online")
        session = make_session(lead, agency, [one], course=course)
        with pytest.raises(GroupRefused, match="from elsewhere"):
            withdraw_place(place=session.places.get(), reason="x", by=lead)

    def test_nobody_withdraws_their_own(self, agency: Agency, lead: Person) -> None:
        factories.make_post(lead, agency=agency)
        session = make_session(factories.make_superuser(), agency, [lead])
        with pytest.raises(GroupRefused, match="their own"):
            withdraw_place(place=session.places.get(), reason="x", by=lead)


class TestDrafts:
    def test_ticks_of_one_page_leave_those_of_others(self, agency: Agency, lead: Person) -> None:
        draft = make_draft(lead, agency)
        tick(draft=draft, shown=[1, 2, 3], ticked=[1, 3])
        tick(draft=draft, shown=[4, 5], ticked=[5, 99])
        assert tick(draft=draft, shown=[3], ticked=[]).people == [1, 5]

    def test_more_than_any_session_has_are_refused(self, agency: Agency, lead: Person) -> None:
        with pytest.raises(GroupRefused, match="5,001"):
            tick(draft=make_draft(lead, agency), shown=range(5001), ticked=range(5001))

    def test_a_draft_and_its_register_go_when_nobody_touches_them(self, agency: Agency, lead: Person) -> None:
        make_draft(lead, agency, file=make_evidence(lead))
        let_go_of_unused_evidence(timezone.now() + timedelta(days=29))
        let_go_of_old_drafts(timezone.now() + timedelta(days=29))
        assert (GroupDraft.objects.count(), EvidenceFile.objects.count()) == (1, 1)
        let_go_of_old_drafts(timezone.now() + timedelta(days=31))
        let_go_of_unused_evidence(timezone.now() + timedelta(days=31))
        assert (GroupDraft.objects.count(), EvidenceFile.objects.count()) == (0, 0)


class TestWhoMayHaveBeenThere:
    def found(self, agency: Agency, by: Person) -> set[int]:
        people = who_may_have_been_there(agency, held_on=HELD_ON, by=by, today=TODAY)
        return set(people.values_list("pk", flat=True))

    def test_those_in_post_that_day_or_today_here_or_below(self, agency: Agency, lead: Person) -> None:
        below = factories.make_agency(parent=agency)
        [here], [there] = make_staff(1, agency), make_staff(1, below)
        [leaver] = make_staff(1, agency, end=HELD_ON)
        [starter] = make_staff(1, agency, start=TODAY)
        make_staff(1, agency, end=HELD_ON - timedelta(days=1))
        make_staff(1, agency, start=TODAY + timedelta(days=1))
        make_staff(1, factories.make_agency())
        factories.make_post(lead, agency=agency)
        assert self.found(agency, lead) == {here.pk, there.pk, leaver.pk, starter.pk}

    def test_words_role_and_part_narrow_it(self, agency: Agency, lead: Person) -> None:
        below = factories.make_agency(parent=agency)
        role = factories.make_role()
        ann = factories.make_post(factories.make_person(first_name="Ann", last_name="Ost"), agency=below, role=role)
        StaffNumber.objects.create(person=ann.person, agency=below, number="T-17")
        StaffNumber.objects.create(person=make_staff(1, agency)[0], agency=factories.make_agency(), number="T-18")
        people = who_may_have_been_there(agency, held_on=HELD_ON, by=lead, today=TODAY)
        assert [len(narrowed(people, agency, words=words)) for words in ("", "ann ost", "t-17", "T-18", "zz")] == [
            2, 1, 1, 0, 0,
        ]  # fmt: skip
        assert [one.pk for one in narrowed(people, agency, role=role.pk)] == [ann.person.pk]
        assert [one.pk for one in narrowed(people, agency, part=below)] == [ann.person.pk]
