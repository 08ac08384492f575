"""Who gets to which page: the team to all, a lead to their own agencies', nobody else to any. Others' answer 404."""

from datetime import date
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group, Permission

from people.groups import WORKFORCE_TEAM
from people.models import Agency, AgencyLead, ImportBatch, Person, Post, StaffNumber, Upload
from tests import factories as make
from tests.integration.people.imports.browsing import Desk, text_of
from tests.integration.people.imports.files import row, table

pytestmark = pytest.mark.django_db
ABENA = {"staff_number": "0042", "email": "abena.osei@mere.example"}
OF_UPLOAD = ("", "words/", "again/", "confirm/", "drop/", "preview.csv", "preview.xlsx")
OF_BATCH = ("", "undo/", "undo/confirm/")
STARTS = ("/imports/", "/imports/new/staff/", "/imports/new/completions/", "/imports/new/absences/example.csv",
          "/imports/new/staff/to-fill-in.xlsx")  # fmt: skip


@pytest.fixture
def elsewhere(lead: Desk) -> Desk:
    """The desk of whoever leads another agency."""
    return Desk(make.make_lead(make.make_agency(code="OTHER", name="Other School")), "OTHER")


def nobodies() -> dict[str, Person]:
    """Return people who check training, or do other things, and bring no files."""
    auditor = make.make_person()
    auditor.user_permissions.add(Permission.objects.get(codename="view_everyone"))
    over = make.make_lead(make.make_agency())
    AgencyLead.objects.filter(person=over).update(until=date(2026, 11, 20))
    return {
        "learner": make.make_post().person,
        "manager": make.make_manager(make.make_post()),
        "board": make.make_board_member(),
        "auditor": auditor,
        "a lead no more": over,
    }


def answers(desk: Desk, path: str) -> set[int]:
    return {desk.client.get(path).status_code, desk.client.post(path, {"fingerprint": "x"}).status_code}


@pytest.mark.parametrize("who", ["learner", "manager", "board", "auditor", "a lead no more"])
def test_only_leads_and_the_team_bring_files(lead: Desk, who: str) -> None:
    upload = lead.to_preview(table(row(**ABENA)))
    batch = lead.take_in(table(row(staff_number="7"))).batch
    desk = Desk(nobodies()[who])
    paths = [*STARTS, *(f"/imports/{upload.pk}/{page}" for page in OF_UPLOAD)]
    paths += [f"/imports/done/{batch.pk}/{page}" for page in OF_BATCH]
    for path in paths:
        assert answers(desk, path) <= {404, 405}, path
    upload.refresh_from_db()
    assert upload.state == "previewed"


def test_another_agency_s_lead_finds_nothing_of_ours(lead: Desk, elsewhere: Desk) -> None:
    upload = lead.to_preview(table(row(**ABENA)))
    batch = lead.take_in(table(row(staff_number="7", first_name="Canary"))).batch
    for key, pages, way in ((upload.pk, OF_UPLOAD, ""), (batch.pk, OF_BATCH, "done/")):
        for page in pages:
            assert answers(elsewhere, f"/imports/{way}{key}/{page}") <= {404, 405}, page
            assert answers(elsewhere, f"/imports/{way}{uuid4()}/{page}") <= {404, 405}, page
    page = text_of(elsewhere.get("/imports/?agency=MERE"))
    assert "staff.csv" not in page
    assert "Mere School" not in page
    upload.refresh_from_db()
    assert upload.state == "previewed"


def test_an_upload_s_key_is_no_batch_s_and_the_other_way_round(lead: Desk) -> None:
    upload = lead.take_in(table(row(**ABENA)))
    assert lead.get(f"/imports/done/{upload.pk}/").status_code == 404
    assert lead.get(f"/imports/{upload.batch_id}/").status_code == 404


@pytest.mark.parametrize("agency", ["OTHER", "", "nonsense", "\0"])
def test_a_lead_brings_no_file_for_another_agency_or_for_everybody(lead: Desk, elsewhere: Desk, agency: str) -> None:
    page = lead.bring(table(row(**ABENA)), agency=agency)
    assert page.status_code == 200
    assert "There is a problem" in text_of(page)
    assert not Upload.objects.exists()


def test_rows_of_another_agency_are_refused_one_by_one_in_words_that_tell_nothing(lead: Desk, elsewhere: Desk) -> None:
    theirs = make.make_post(agency=Agency.objects.get(code="OTHER"))
    StaffNumber.objects.create(person=theirs.person, agency=theirs.agency, number="99")
    file = table(
        row(**ABENA), row(staff_number="1", agency="OTHER"), row(staff_number="2", agency="NOWHERE"),
        row(staff_number="99", first_name="Mine", end_date="2026-11-01"),
    )  # fmt: skip
    upload = lead.to_preview(file)
    notes = dict(upload.lines.filter(act="error").values_list("number", "note"))
    assert set(notes) == {3, 4}
    assert notes[3].replace("OTHER", "X") == notes[4].replace("NOWHERE", "X")
    lead.confirm(upload)
    theirs.refresh_from_db()
    assert theirs.end is None
    assert set(
        Post.objects.filter(person__first_name__in=["Abena", "Mine"]).values_list("agency__code", flat=True)
    ) == {"MERE"}


def test_a_lead_is_offered_their_own_agencies_alone(lead: Desk, elsewhere: Desk, mere) -> None:
    make.make_agency(mere, code="BELOW", name="Below School")
    page = text_of(lead.get("/imports/new/staff/"))
    assert "Below School" in page
    assert "Other School" not in page
    assert "The whole partnership" not in page
    book = lead.get("/imports/new/staff/example.csv").content
    assert b"MERE" in book
    assert b"OTHER" not in book


def test_whoever_leads_one_agency_is_not_asked_which(lead: Desk) -> None:
    page = text_of(lead.get("/imports/new/staff/"))
    assert "Which agency is it of?" not in page
    assert '<input type="hidden" name="agency" value="MERE">' in page


def test_a_lead_sees_what_is_brought_for_an_agency_below_theirs(lead: Desk, mere) -> None:
    below = make.make_agency(mere, code="BELOW")
    inner = Desk(make.make_lead(below), "BELOW")
    batch = inner.take_in(table(row(**ABENA, agency="BELOW"))).batch
    assert lead.get(f"/imports/done/{batch.pk}/").status_code == 200
    mine = lead.take_in(table(row(staff_number="7"))).batch
    assert inner.get(f"/imports/done/{mine.pk}/").status_code == 404


def test_the_team_s_file_for_everybody_is_not_a_lead_s_to_see(lead: Desk, team: Desk) -> None:
    batch = team.take_in(table(row(**ABENA))).batch
    assert team.get(f"/imports/done/{batch.pk}/").status_code == 200
    assert lead.get(f"/imports/done/{batch.pk}/").status_code == 404
    assert batch.file_name not in text_of(lead.get("/imports/"))


def test_whoever_stops_leading_is_out_at_the_next_request(lead: Desk) -> None:
    upload = lead.to_preview(table(row(**ABENA)))
    AgencyLead.objects.filter(person=lead.person).update(until=date(2026, 11, 20))
    assert lead.confirm(upload).status_code == 404
    assert not ImportBatch.objects.exists()


def test_a_team_without_the_right_to_bring_files_brings_none(mere, now, site_tree) -> None:
    Group.objects.get(name=WORKFORCE_TEAM).permissions.remove(Permission.objects.get(codename="add_upload"))
    desk = Desk(make.make_team_member())
    assert desk.get("/imports/").status_code == 404
    assert "Bring in" not in text_of(desk.get("/agencies/MERE/"))


def test_an_upload_is_served_by_no_address(lead: Desk) -> None:
    upload = lead.to_preview(table(row(**ABENA)))
    for path in (upload.file.name, f"media/{upload.file.name}", f"documents/1/{upload.pk}.table"):
        assert lead.get(f"/{path}").status_code == 404
    assert "staff" not in upload.file.name
