"""Recording a team's training on its screens, who gets where, and who still needs it."""

from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from learning.compliance.queries.group_training import who_still_need
from learning.records.models import Completion, EvidenceFile, GroupDraft, GroupSession
from people.models import Agency, Person
from tests import factories
from tests.integration.learning.compliance.making import make_requirement
from tests.integration.learning.making import make_completion, make_course
from tests.integration.learning.records.external import PDF, upload
from tests.integration.learning.records.groups import HELD_ON, make_draft, make_session, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _site(site_tree: Any) -> None:
    pass


@pytest.fixture
def agency() -> Agency:
    return factories.make_agency()


@pytest.fixture
def lead(agency: Agency) -> Person:
    return factories.make_lead(agency)


def of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def details(course: Any, **fields: Any) -> dict[str, Any]:
    return {
        "course": course.pk, "held_on_day": "2", "held_on_month": "11", "held_on_year": "2026", "hours": "",
        "mode": "room", "led_by": "", "reference": "In the office",
    } | fields  # fmt: skip


class TestTheWay:
    def test_64_of_80_are_ticked_over_pages_checked_and_recorded_once(self, agency: Agency, lead: Person) -> None:
        staff, course, client = make_staff(180, agency), make_course(), of(lead)
        start = f"/agencies/{agency.code}/group-training/"
        to_people = client.post(f"{start}new/", details(course, file=upload(), reference=""))["Location"]
        first = client.get(to_people)
        shown = [row.person.pk for row in first.context["rows"]]
        assert shown == [one.pk for one in staff[:100]]
        sent = {"shown": shown, "person": shown[:60], "go": "page-2"}
        second = client.get(client.post(to_people, sent)["Location"].partition("#")[0])
        assert "<b>60</b> of 180 ticked" in second.text
        shown = [row.person.pk for row in second.context["rows"]]
        to_check = client.post(f"{to_people}?page=2", {"shown": shown, "person": shown[:4], "go": "check"})["Location"]
        page = client.get(to_check)
        assert "64 to be recorded" in page.text
        done = [client.post(to_check)["Location"] for _ in range(2)]
        assert done == [f"{start}{GroupSession.objects.get().pk}/"] * 2
        assert Completion.objects.filter(source="group").count() == 64
        for late in (to_people, to_check):
            assert client.get(late)["Location"] == done[0]
        assert "certificate.pdf" in client.get(done[0]).text
        assert course.title in client.get(start).text

    def test_everybody_that_is_found_is_ticked_and_unticked_at_once(self, agency: Agency, lead: Person) -> None:
        role = factories.make_role()
        some = make_staff(120, agency, role=role)
        [other] = make_staff(1, agency)
        draft = make_draft(lead, agency, people=[other.pk])
        path = f"{draft.get_absolute_url()}?role={role.pk}"
        of(lead).post(path, {"go": "all"})
        draft.refresh_from_db()
        assert draft.people == sorted([other.pk, *(one.pk for one in some)])
        of(lead).post(path, {"go": "none"})
        draft.refresh_from_db()
        assert draft.people == [other.pk]

    def test_looking_for_somebody_keeps_what_is_ticked(self, agency: Agency, lead: Person) -> None:
        staff = make_staff(3, agency)
        draft, client = make_draft(lead, agency), of(lead)
        sent = {"shown": [one.pk for one in staff], "person": [staff[1].pk], "go": "find", "q": staff[2].last_name}
        answer = client.post(draft.get_absolute_url(), sent, follow=True)
        assert [row.person for row in answer.context["rows"]] == [staff[2]]
        only = client.get(f"{draft.get_absolute_url()}?show=ticked")
        assert [row.person for row in only.context["rows"]] == [staff[1]]
        rest = client.get(f"{draft.get_absolute_url()}?show=unticked")
        assert [row.person for row in rest.context["rows"]] == [staff[0], staff[2]]

    def test_a_mistake_in_the_details_loses_nothing(self, agency: Agency, lead: Person) -> None:
        course, path = make_course(), f"/agencies/{agency.code}/group-training/new/"
        answer = of(lead).post(path, details(course, file=upload(), reference="", held_on_year="2199"))
        assert answer.status_code == 422
        assert "today or in the past" in answer.text
        kept = EvidenceFile.objects.get()
        of(lead).post(path, details(course, kept=str(kept.pk), reference=""))
        draft = GroupDraft.objects.get()
        assert draft.file == kept
        changed = f"{draft.get_absolute_url()}details/"
        assert "certificate.pdf" in of(lead).get(changed).text
        of(lead).post(changed, details(course, reference="", hours="5"))
        draft.refresh_from_db()
        assert (draft.file, draft.hours) == (kept, 5)

    def test_a_register_is_asked_for(self, agency: Agency, lead: Person) -> None:
        path = f"/agencies/{agency.code}/group-training/new/"
        assert "Attach the register" in of(lead).post(path, details(make_course(), reference="")).text
        refused = of(lead).post(path, details(make_course(), reference="", file=upload(b"<html>")))
        assert "none of them" in refused.text
        assert not GroupDraft.objects.exists()

    def test_nobody_ticked_is_said_and_nothing_recorded(self, agency: Agency, lead: Person) -> None:
        draft = make_draft(lead, agency)
        check = f"{draft.get_absolute_url()}check/"
        assert "Nobody is ticked yet" in of(lead).get(check).text
        assert "Tick those who were there" in of(lead).post(check, follow=True).text
        assert not GroupSession.objects.exists()

    def test_people_of_elsewhere_and_oneself_are_not_ticked_by_their_number(self, agency: Agency, lead: Person) -> None:
        [stranger] = make_staff(1, factories.make_agency())
        factories.make_post(lead, agency=agency)
        keys = [stranger.pk, lead.pk, 10**17]
        draft = make_draft(lead, agency)
        of(lead).post(draft.get_absolute_url(), {"shown": keys, "person": keys, "go": "save"})
        draft.refresh_from_db()
        assert draft.people == []
        GroupDraft.objects.filter(pk=draft.pk).update(people=keys)
        page = of(lead).get(f"{draft.get_absolute_url()}check/").text
        assert "3 that you ticked hold no post here" in page
        of(lead).post(f"{draft.get_absolute_url()}check/")
        assert not Completion.objects.exists()

    @pytest.mark.parametrize("sent", [{"shown": "x"}, {"person": "-1"}, {"go": "page-9999999"}, {"go": "?"}, {}])
    def test_nonsense_is_kept_out(self, agency: Agency, lead: Person, sent: dict[str, str]) -> None:
        draft = make_draft(lead, agency)
        assert of(lead).post(draft.get_absolute_url(), sent).status_code == 302
        for query in ("role=x", "part=99999", "page=zz", "show=?", "q=%00"):
            assert of(lead).get(f"{draft.get_absolute_url()}?{query}").status_code == 200

    def test_a_draft_is_put_away(self, agency: Agency, lead: Person) -> None:
        draft = make_draft(lead, agency)
        of(lead).post(f"{draft.get_absolute_url()}put-away/")
        assert not GroupDraft.objects.exists()

    def test_a_place_is_withdrawn_from_the_sessions_page(self, agency: Agency, lead: Person) -> None:
        session = make_session(lead, agency, make_staff(2, agency))
        place = session.places.first()
        assert place
        path = f"{session.get_absolute_url()}withdraw/{place.pk}/"
        assert of(lead).post(path, {"reason": " "}).status_code == 422
        assert "Withdrawn" in of(lead).post(path, {"reason": "Wasn’t there."}, follow=True).text
        assert of(lead).post(path, {"reason": "Again."}).status_code == 404
        assert Completion.objects.standing().count() == 1

    def test_what_withdrawing_does_in_another_agency_is_not_told(self, agency: Agency, lead: Person) -> None:
        role, course = factories.make_role(), make_course()
        make_requirement(role, first=course)
        [worker] = make_staff(1, agency, role=role)
        ward = factories.make_post(worker, agency=factories.make_agency(name="The Ward"), role=role)
        session = make_session(lead, agency, [worker], course=course)
        path = f"{session.get_absolute_url()}withdraw/{session.places.get().pk}/"
        page = of(lead).get(path).text
        assert f"{role} at {agency}" in page
        assert "The Ward" not in page
        worker.posts.exclude(pk=ward.pk).update(end=HELD_ON)
        assert "The Ward" not in of(lead).get(path).text
        assert "The Ward" in of(factories.make_team_member()).get(path).text


class TestStillNeed:
    def test_those_who_were_not_there_are_listed_as_at_that_day(self, agency: Agency, lead: Person) -> None:
        role, course = factories.make_role(), make_course()
        make_requirement(role, first=course, title="Everyone")
        staff = make_staff(5, agency, role=role)
        make_staff(1, agency)  # not asked
        make_completion(staff[4], course, on=HELD_ON.replace(year=2025))
        session = make_session(lead, agency, staff[:2], course=course)
        need = who_still_need(agency, course, on=HELD_ON)
        assert [one.post.person_id for one in need.people] == [staff[2].pk, staff[3].pk]
        make_completion(staff[2], course, on=HELD_ON.replace(month=10))  # recorded late
        page = of(lead).get(session.get_absolute_url()).text
        assert staff[3].last_name in page
        assert [one.post.person_id for one in who_still_need(agency, course, on=HELD_ON).people] == [staff[3].pk]

    def test_a_course_that_only_renews_is_needed_by_those_trained_before(self, agency: Agency) -> None:
        role, first, refresher = factories.make_role(), make_course(), make_course()
        make_requirement(role, first=first, renewing=refresher)
        _never, lapsed = make_staff(2, agency, role=role)
        make_completion(lapsed, first, on=HELD_ON.replace(year=2020))
        need = who_still_need(agency, refresher, on=HELD_ON)
        assert [one.post.person_id for one in need.people] == [lapsed.pk]

    def test_a_course_that_nothing_asks_for_is_needed_by_nobody(self, agency: Agency, lead: Person) -> None:
        session = make_session(lead, agency, make_staff(1, agency))
        assert not who_still_need(agency, session.course, on=HELD_ON).asked
        assert "nobody needed it" in of(lead).get(session.get_absolute_url()).text

    def test_the_files_do_nothing_but_show(self, agency: Agency, lead: Person) -> None:
        role, course = factories.make_role(), make_course()
        make_requirement(role, first=course)
        factories.make_post(factories.make_person(last_name="=1+1", first_name="@SUM"), agency=agency, role=role)
        session = make_session(lead, agency, make_staff(1, agency), course=course)
        text = of(lead).get(f"{session.get_absolute_url()}still-need.csv").content.decode("utf-8-sig")
        assert text.splitlines()[1].startswith("'=1+1,'@SUM,")
        book = load_workbook(BytesIO(of(lead).get(f"{session.get_absolute_url()}still-need.xlsx").content))
        row = list(book.active[2])  # type: ignore[index]
        assert (row[0].value, row[0].data_type) == ("'=1+1", "s")
        assert of(lead).get(f"{session.get_absolute_url()}still-need.pdf").status_code == 404


class TestAccess:
    @pytest.fixture
    def paths(self, agency: Agency, lead: Person) -> list[str]:
        register = of(lead).post(
            f"/agencies/{agency.code}/group-training/new/", details(make_course(), file=upload(), reference="")
        )["Location"]
        draft = GroupDraft.objects.get()
        staff = make_staff(1, agency)
        session = make_session(lead, agency, staff, file=draft.file)
        place, here = session.places.get(), session.get_absolute_url()
        assert session.file
        return [
            f"/agencies/{agency.code}/group-training/",
            f"/agencies/{agency.code}/group-training/new/",
            here,
            f"{here}still-need.csv",
            f"{here}withdraw/{place.pk}/",
            session.file.get_absolute_url(),
            register,
            f"{register}details/",
            f"{register}check/",
        ]

    def answers(self, person: Person, paths: list[str]) -> list[int]:
        return [of(person).get(path).status_code for path in paths]

    def test_the_lead_and_the_team_may_and_a_draft_is_its_makers_alone(self, paths: list[str], lead: Person) -> None:
        assert self.answers(lead, paths) == [200] * 9
        assert self.answers(factories.make_team_member(), paths) == [200] * 6 + [404] * 3

    def test_nobody_else_may(self, paths: list[str], agency: Agency) -> None:
        auditor = factories.make_person()
        auditor.user_permissions.add(Permission.objects.get(codename="view_everyone"))
        [member] = make_staff(1, agency)
        manager = factories.make_manager(member.posts.get())
        others = [factories.make_lead(factories.make_agency()), auditor, member, manager, factories.make_board_member()]
        for person in others:
            assert self.answers(person, paths) == [404] * 9, person
            for path in paths:
                assert of(person).post(path).status_code in (404, 405)

    def test_a_session_is_not_reached_through_another_agency(self, agency: Agency, lead: Person) -> None:
        session = make_session(lead, agency, make_staff(1, agency))
        other = factories.make_agency()
        path = session.get_absolute_url().replace(agency.code, other.code)
        assert of(factories.make_lead(other)).get(path).status_code == 404

    def test_a_lead_no_longer_has_the_register_that_they_uploaded_no_longer(self, agency: Agency, lead: Person) -> None:
        path = f"/agencies/{agency.code}/group-training/new/"
        of(lead).post(path, details(make_course(), file=upload(), reference=""))
        file, draft = EvidenceFile.objects.get(), GroupDraft.objects.get()
        make_session(lead, agency, make_staff(1, agency), file=file)
        assert of(lead).get(file.get_absolute_url()).status_code == 200
        lead.leads.all().delete()
        assert of(lead).get(file.get_absolute_url()).status_code == 404
        assert of(lead).get(draft.get_absolute_url()).status_code == 404

    def test_who_was_there_does_not_see_the_register(self, agency: Agency, lead: Person) -> None:
        [member] = make_staff(1, agency)
        register = upload(PDF)
        of(lead).post(f"/agencies/{agency.code}/group-training/new/", details(make_course(), file=register))
        session = make_session(lead, agency, [member], file=EvidenceFile.objects.get())
        assert session.file
        assert of(member).get(session.file.get_absolute_url()).status_code == 404
        assert session.course.title in of(member).get("/my-learning/").text


def test_queries_do_not_grow_with_the_people(agency: Agency, lead: Person) -> None:
    role, course, client, counts = factories.make_role(), make_course(), of(lead), []
    make_requirement(role, first=course)
    for many in (1, 9, 120):
        staff = make_staff(many * 2, agency, role=role)
        session = make_session(lead, agency, staff[:many], course=course, held_on=HELD_ON)
        draft = make_draft(lead, agency, course=course, people=[one.pk for one in staff])
        start = f"/agencies/{agency.code}/group-training/"
        paths = [start, session.get_absolute_url(), draft.get_absolute_url(), f"{draft.get_absolute_url()}check/"]
        found = []
        for path in [*paths, f"{session.get_absolute_url()}still-need.csv"]:
            client.get(path)
            with CaptureQueriesContext(connection) as counted:
                assert client.get(path).status_code == 200
            found.append(len(counted))
        counts.append(found)
    assert counts[0] == counts[1] == counts[2], counts


def test_recording_takes_no_query_for_each(agency: Agency, lead: Person) -> None:
    counts = []
    for many in (10, 100, 900):
        staff = make_staff(many, agency)
        with CaptureQueriesContext(connection) as counted:
            make_session(lead, agency, staff)
        counts.append(len(counted))
    assert max(counts) - min(counts) <= 900 / 50, counts  # what one INSERT of SQLite's can't take goes in several


def test_the_agencys_page_leads_there_for_those_who_may(agency: Agency, lead: Person) -> None:
    make_staff(1, agency)
    assert "Group training" in of(lead).get(f"/agencies/{agency.code}/").text
    auditor = factories.make_person()
    auditor.user_permissions.add(Permission.objects.get(codename="view_everyone"))
    assert "Group training" not in of(auditor).get(f"/agencies/{agency.code}/").text
