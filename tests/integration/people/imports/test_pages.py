"""The way of a file by the pages: brought, its columns named, looked over, taken in, told."""

from pathlib import Path

import pytest
from django.test import RequestFactory

from core.models import AuditEntry
from people.models import ImportBatch, ImportMapping, JobRole, Person, Post, Upload, UploadLine
from people.wagtail_hooks import PeopleGroup
from tests import factories as make
from tests.integration.people.imports.browsing import Desk, text_of
from tests.integration.people.imports.files import HEADINGS, row, table

pytestmark = pytest.mark.django_db
ABENA = {"staff_number": "0042", "email": "abena.osei@mere.example"}
BOB = {"staff_number": "0043", "first_name": "Bob", "last_name": "Mill"}


def staff(number: int, **said: str) -> list[dict[str, str]]:
    return [row(staff_number=str(n), first_name="Person", last_name=f"N{n:03}", **said) for n in range(number)]


# -- Bringing ---------------------------------------------------------------------------------------------------------


def test_a_file_is_brought_its_columns_named_looked_over_and_taken_in(lead: Desk) -> None:
    response = lead.bring(table(row(**ABENA), row(**BOB, start_date="2.9.24")))
    assert "Which column is which?" in text_of(response)
    upload = Upload.objects.get()
    assert "staff_number (0042, 0043)" in text_of(response)

    preview = text_of(lead.name_columns(upload))
    assert "Look it over" in preview
    assert "Abena Osei" in preview
    assert "1 row can’t be taken." in preview
    assert "too few figures for its year" in preview
    assert not Post.objects.filter(person__email=ABENA["email"]).exists()

    upload.refresh_from_db()
    result = lead.confirm(upload)
    assert "What the file did" in text_of(result)
    assert "1 row wasn’t taken." in text_of(result)
    assert Person.objects.get(email=ABENA["email"]).posts.get().agency.code == "MERE"
    batch = ImportBatch.objects.get()
    assert (batch.by, batch.agency.code, upload.file_name) == (lead.person, "MERE", "staff.csv")
    assert result.redirect_chain[-1][0] == f"/imports/done/{batch.pk}/"


def test_columns_are_said_once_and_kept_for_the_next_file(lead: Desk) -> None:
    text = table(row(**ABENA)).decode().replace("job_role", "What they do").encode()
    assert "Which column is which?" in text_of(lead.bring(text))
    upload = Upload.objects.get()
    refused = text_of(lead.name_columns(upload))
    assert "There is a problem" in refused
    assert "Choose the column with: Job role." in refused
    lead.name_columns(upload, job_role="What they do")
    assert ImportMapping.objects.get().columns["job_role"] == "What they do"

    assert "Look it over" in text_of(lead.bring(text))


def test_one_column_is_not_two_things(lead: Desk) -> None:
    lead.bring(table(row(**ABENA)))
    said = text_of(lead.name_columns(Upload.objects.get(), first_name="last_name"))
    assert "“last_name” is chosen twice" in said


def test_what_words_mean_is_said_once_and_kept_for_the_agency(lead: Desk) -> None:
    file = table(row(**ABENA, job_role="SW Band 6"), row(**BOB, job_role="Head techer"))
    upload = lead.to_preview(file)
    words = text_of(lead.get(f"/imports/{upload.pk}/words/"))
    assert "Job role: “SW Band 6”" in words
    assert '<option value="head" selected' in words  # a guess

    said = {"job_role-0": "head", "job_role-1": "teacher"}
    preview = lead.client.post(f"/imports/{upload.pk}/words/", said, follow=True)
    assert "can’t be taken" not in text_of(preview)
    upload.refresh_from_db()
    assert upload.counts["joins"] == 2
    assert ImportMapping.objects.get().values["job_role"] == {"SW Band 6": "teacher", "Head techer": "head"}
    said_so, *named = AuditEntry.objects.filter(act="import mapping kept")  # the latest first
    assert (said_so.by, len(named)) == (lead.person, 1)
    assert (said_so.before["values"], said_so.after["values"]["job_role"]["SW Band 6"]) == ({}, "teacher")
    assert lead.to_preview(file).counts["joins"] == 2


@pytest.mark.parametrize("path", ["words", "preview.csv", "confirm"])
def test_a_file_that_is_not_looked_over_yet_has_no_such_page_to_get_lost_on(lead: Desk, path: str) -> None:
    lead.bring(table(row(**ABENA)))
    assert lead.get(f"/imports/{Upload.objects.get().pk}/{path}{'' if '.' in path else '/'}").status_code in {200, 302}


def test_a_file_to_begin_from_has_the_codes_that_are_known(lead: Desk) -> None:
    example = lead.get("/imports/new/staff/example.csv").content.decode("utf-8-sig")
    assert example.startswith(
        "staff_number,email,first_name,last_name,agency,job_role,kind,start_date,end_date,manager"
    )
    upload = lead.to_preview(example.encode())
    assert (upload.counts["joins"], upload.counts.get("error", 0)) == (2, 0)
    for kind in ("staff", "absences", "completions"):
        book = lead.get(f"/imports/new/{kind}/to-fill-in.xlsx")
        assert book.status_code == 200
        assert "has no" not in text_of(lead.bring(book.content, kind, name="x.xlsx"))


# -- Looking over -----------------------------------------------------------------------------------------------------


def test_the_list_of_rows_is_paged_and_narrowed_down(lead: Desk) -> None:
    upload = lead.to_preview(table(*staff(60), *staff(5, job_role="wizard")))
    first, errors = lead.get(f"/imports/{upload.pk}/"), lead.get(f"/imports/{upload.pk}/?act=error")
    assert (first.context["page"].paginator.count, len(first.context["rows"])) == (65, 50)
    assert errors.context["page"].paginator.count == 5
    assert lead.get(f"/imports/{upload.pk}/?page=2").context["page"].number == 2
    assert lead.get(f"/imports/{upload.pk}/?page=x&act=nonsense").status_code == 200


def test_the_rows_that_cannot_be_taken_come_as_a_file_that_runs_nothing(lead: Desk) -> None:
    upload = lead.to_preview(table(row(**ABENA), row(staff_number="-7", first_name="", last_name="")))
    text = lead.get(f"/imports/{upload.pk}/preview.csv?act=error").content.decode("utf-8-sig")
    assert text.splitlines()[0] == "row,what happens,who,details,to put right"
    assert "\n3," in text
    assert "first and a last name" in text
    assert ",'-7," in text
    assert "\n2," not in text
    assert not [cell for line in text.splitlines() for cell in line.split(",") if cell.startswith(tuple("=+-@"))]
    assert lead.get(f"/imports/{upload.pk}/preview.xlsx").content.startswith(b"PK")


def test_more_than_five_in_a_hundred_leaving_has_to_be_said(lead: Desk) -> None:
    lead.take_in(table(*staff(20)))
    upload = lead.to_preview(table(*staff(18)), everybody=["paid"])
    page = text_of(lead.get(f"/imports/{upload.pk}/"))
    # Twenty that came, and no post of the lead's own here.
    assert "2 of 20 posts would end, 10%." in page
    refused = lead.confirm(upload)
    assert "Say that these posts are to end" in text_of(refused)
    assert Post.objects.filter(agency__code="MERE", end=None).count() == 20
    lead.confirm(upload, leavers="on")
    assert Post.objects.filter(agency__code="MERE", end=None).count() == 18


def test_a_file_cut_short_leaves_everybody_as_they_are_unless_it_is_said_to_have_everybody(lead: Desk) -> None:
    lead.take_in(table(*staff(20)))
    lead.take_in(table(*staff(3)))
    assert Post.objects.filter(agency__code="MERE", end=None).count() == 20


def test_what_was_looked_over_is_what_is_done_or_nothing_is(lead: Desk) -> None:
    upload = lead.to_preview(table(row(**ABENA)))
    make.make_person(email=ABENA["email"], first_name="Another", last_name="Body")
    page = text_of(lead.confirm(upload))
    assert "Look it over again" in page
    assert not ImportBatch.objects.exists()
    upload.refresh_from_db()
    assert (upload.state, upload.changed_since) == ("previewed", True)


def test_an_old_page_confirms_nothing(lead: Desk) -> None:
    upload = lead.to_preview(table(row(**ABENA)))
    upload.fingerprint = "0" * 64
    assert "The preview has changed since this page was drawn" in text_of(lead.confirm(upload))
    assert not ImportBatch.objects.exists()


def test_confirming_twice_does_it_once(lead: Desk) -> None:
    upload = lead.to_preview(table(row(**ABENA)))
    lead.confirm(upload)
    lead.confirm(upload)
    assert ImportBatch.objects.count() == 1


def test_the_same_file_again_says_so_and_offers_nothing_to_do(lead: Desk) -> None:
    lead.take_in(table(row(**ABENA)))
    upload = lead.to_preview(table(row(**ABENA)))
    page = text_of(lead.get(f"/imports/{upload.pk}/"))
    assert "Everything in the file is here already." in page
    assert "This very file was taken in on 21 November 2026" in page
    assert "Take it in" not in page


def test_a_file_that_is_put_away_leaves_nothing_behind_but_that_it_was(
    lead: Desk, django_capture_on_commit_callbacks
) -> None:
    upload = lead.to_preview(table(row(**ABENA)))
    place = Path(upload.file.path)
    with django_capture_on_commit_callbacks(execute=True):
        said = text_of(lead.client.post(f"/imports/{upload.pk}/drop/", follow=True))
        lead.client.post(f"/imports/{upload.pk}/drop/")
    entry = AuditEntry.objects.get(act="import file put away")
    assert (entry.subject, entry.by) == (f"people.Upload:{upload.pk}", lead.person)
    assert entry.before == {
        "state": "previewed", "kind": "staff", "agency": "MERE", "file": "staff.csv", "sha256": upload.sha256,
    }  # fmt: skip
    assert "is put away, and nothing of it was taken in" in said
    upload.refresh_from_db()
    assert (upload.state, upload.counts, UploadLine.objects.count()) == ("dropped", {}, 0)
    assert not place.exists()
    assert lead.get(f"/imports/{upload.pk}/").status_code == 404
    assert lead.client.post(f"/imports/{upload.pk}/confirm/", {"fingerprint": upload.fingerprint}).status_code == 302
    assert not ImportBatch.objects.exists()


def test_columns_can_be_named_again(lead: Desk) -> None:
    upload = lead.to_preview(table(row(**ABENA)))
    assert "Which column is which?" in text_of(lead.client.post(f"/imports/{upload.pk}/again/", follow=True))
    lead.name_columns(upload, manager="")
    upload.refresh_from_db()
    assert "manager" not in upload.columns


def test_the_team_brings_for_everybody_and_no_agency_is_asked_for(team: Desk) -> None:
    other = make.make_agency(code="OTHER")
    upload = team.take_in(table(row(**ABENA), row(**BOB, agency="OTHER")))
    assert upload.agency is None
    assert set(Post.objects.filter(agency__in=[other.pk]).values_list("person__first_name", flat=True)) == {"Bob"}


# -- The list ---------------------------------------------------------------------------------------------------------


def test_the_list_says_who_when_and_what_a_file_did(lead: Desk) -> None:
    lead.take_in(table(row(**ABENA), row(**BOB, job_role="wizard")))
    waiting = lead.to_preview(table(row(**BOB)))
    page = text_of(lead.get("/imports/"))
    assert f"21 November 2026, 10:00 by {lead.person}" in page
    assert "1 joined" in page
    assert "1 row wasn’t taken" in page
    assert f'href="/imports/{waiting.pk}/"' in page
    assert "To be looked over" in page


def test_the_list_is_narrowed_down_by_kind_and_agency(team: Desk) -> None:
    team.take_in(table(row(**ABENA)))
    assert "1 joined" in text_of(team.get("/imports/?kind=staff"))
    assert "No such file was taken in" in text_of(team.get("/imports/?kind=absences&agency=MERE"))


def test_an_agency_s_page_leads_there_for_its_lead_and_the_team_alone(lead: Desk, team: Desk, mere) -> None:
    for desk in (lead, team):
        assert 'href="/imports/"' in text_of(desk.get("/agencies/MERE/"))
        assert 'href="/imports/"' in text_of(desk.get("/agencies/"))


def test_the_admin_s_menu_leads_there_for_those_who_may(team: Desk) -> None:
    request = RequestFactory().get("/admin/")
    titles = {}
    for request.user in (team.person, make.make_person(is_staff=True)):
        shown = [item.label for item in PeopleGroup().get_submenu_items() if item.is_shown(request)]
        titles[request.user] = "Bring in files" in shown
    assert list(titles.values()) == [True, False]


def test_a_template_has_no_role_that_is_gone(lead: Desk) -> None:
    JobRole.objects.filter(code="cook").delete()
    assert b"cook" not in lead.get("/imports/new/staff/example.csv").content
    assert len(HEADINGS) == 10
