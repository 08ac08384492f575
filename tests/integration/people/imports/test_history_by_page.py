"""Training history and absences by the pages: old titles said once and kept, the same way through as for staff."""

import pytest

from learning.catalogue.models import Course
from learning.records.models import Completion
from people.models import Absence, ImportMapping, Person, StaffNumber
from tests import factories as make
from tests.integration.people.imports.browsing import Desk, text_of
from tests.integration.people.imports.files import row, table

pytestmark = pytest.mark.django_db
OLD = b"staff_number,course,completed_on\n42,Safeguarding L1 (2014),1/9/2019\n42,SG-1,2/9/2020\n43,SG-1,2/9/2020\n"


@pytest.fixture
def abena(lead: Desk, mere):
    post = make.make_post(make.make_person(email="abena@mere.example", first_name="Abena"), agency=mere)
    StaffNumber.objects.create(person=post.person, agency=mere, number="42")
    for code, title in (("SG-1", "Safeguarding awareness"), ("SG-2", "Working together")):
        Course.objects.create(code=code, title=title, hours=2)
    return post.person


def test_an_old_title_is_said_once_and_kept(lead: Desk, abena) -> None:
    upload = lead.to_preview(OLD, "completions")
    page = text_of(lead.get(f"/imports/{upload.pk}/"))
    assert "1 word isn’t known here." in page
    assert "Nobody here has this staff number" in page
    words = text_of(lead.get(f"/imports/{upload.pk}/words/"))
    assert "Course: “Safeguarding L1 (2014)”" in words
    assert '<option value="SG-2">Working together</option>' in words
    lead.client.post(f"/imports/{upload.pk}/words/", {"course-0": "SG-1"})
    upload.refresh_from_db()
    assert "2 added" in text_of(lead.confirm(upload)).replace('</p> <p class="gt-stat__label">', " ")
    assert Completion.objects.filter(person=abena).count() == 2
    assert ImportMapping.objects.get(kind="completions").values["course"] == {"Safeguarding L1 (2014)": "SG-1"}

    again = lead.to_preview(OLD.replace(b"1/9/2019", b"1/9/2021"), "completions")
    assert (again.counts["joins"], again.counts["unknown"]) == (1, {})


def test_a_meaning_that_was_given_can_be_given_anew_or_taken_back(lead: Desk, abena) -> None:
    upload = lead.to_preview(OLD, "completions")
    lead.client.post(f"/imports/{upload.pk}/words/", {"course-0": "SG-2"})
    page = text_of(lead.get(f"/imports/{upload.pk}/"))
    assert "1 word has the meaning that was given to it before" in page
    words = text_of(lead.get(f"/imports/{upload.pk}/words/"))
    assert '<option value="SG-2" selected>Working together</option>' in words

    lead.client.post(f"/imports/{upload.pk}/words/", {"course-0": "SG-1"})
    assert ImportMapping.objects.get(kind="completions").values["course"] == {"Safeguarding L1 (2014)": "SG-1"}
    lead.client.post(f"/imports/{upload.pk}/words/", {"course-0": ""})
    assert ImportMapping.objects.get(kind="completions").values["course"] == {}
    upload.refresh_from_db()
    assert upload.counts["unknown"] == {"course": {"Safeguarding L1 (2014)": 1}}


def test_what_one_file_says_leaves_what_another_said(lead: Desk, abena) -> None:
    first, second = (lead.to_preview(OLD.replace(b"L1", mark), "completions") for mark in (b"L1", b"L2"))
    lead.client.post(f"/imports/{first.pk}/words/", {"course-0": "SG-1"})
    lead.client.post(f"/imports/{second.pk}/words/", {"course-0": "SG-2"})
    assert ImportMapping.objects.get(kind="completions").values["course"] == {
        "Safeguarding L1 (2014)": "SG-1", "Safeguarding L2 (2014)": "SG-2",
    }  # fmt: skip


def test_somebody_of_another_agency_is_nobody_here(lead: Desk, abena) -> None:
    other = make.make_post(make.make_person(email="other@elsewhere.example", first_name="Canary")).person
    file = f"email,course,completed_on\n{other.email},SG-1,1/9/2019\nnobody@x.example,SG-1,1/9/2019\n".encode()
    upload = lead.to_preview(file, "completions")
    notes = set(upload.lines.values_list("note", flat=True))
    assert len(notes) == 1
    assert "Canary" not in text_of(lead.get(f"/imports/{upload.pk}/"))
    lead.confirm(upload)
    assert not Completion.objects.exists()


def test_absences_are_brought_and_why_is_not_told_afterwards(lead: Desk, abena) -> None:
    batch = lead.take_in(b"staff_number,away_from,back_on,kind\n42,1/3/2026,,sickness\n", "absences").batch
    assert Absence.objects.get().kind == "sickness"
    page = text_of(lead.get(f"/imports/done/{batch.pk}/"))
    assert "away from 1 March 2026" in page
    assert "sickness" not in page.lower()


def test_absences_ask_for_no_everybody(lead: Desk, abena) -> None:
    assert "Does the file have everybody" not in text_of(lead.get("/imports/new/absences/"))


@pytest.mark.parametrize("gone_there_too", [False, True])
def test_what_a_leaver_is_called_by_now_is_not_told_to_the_agency_that_they_left(
    lead: Desk, team: Desk, abena, gone_there_too: bool
) -> None:
    abena.posts.update(end="2020-08-31")
    make.make_post(abena, agency=make.make_agency(code="WARD"), end="2024-01-01" if gone_there_too else None)
    Person.objects.filter(pk=abena.pk).update(first_name="Efua", last_name="Newname")
    files = {
        "completions": b"staff_number,course,completed_on\n42,SG-1,1/9/2019\n",
        "absences": b"staff_number,away_from\n42,1/3/2020\n",
        "staff": table(row(staff_number="42", email="abena@mere.example")),
    }
    for kind, file in files.items():
        upload = lead.to_preview(file, kind)
        assert "Newname" not in text_of(lead.get(upload.get_absolute_url())), kind
        assert [line.who for line in upload.lines.all()] == ["Abena Osei" if kind == "staff" else "42"], kind
    upload = team.to_preview(files["completions"], "completions")
    assert [line.who for line in upload.lines.all()] == ["Efua Newname"]


def test_a_leaver_whom_nobody_else_knows_is_named(lead: Desk, abena) -> None:
    abena.posts.update(end="2020-08-31")
    upload = lead.to_preview(b"staff_number,course,completed_on\n42,SG-1,1/9/2019\n", "completions")
    assert [line.who for line in upload.lines.all()] == [str(abena)]


def test_what_leavers_learned_later_is_not_the_agencys_to_bring_or_to_ask_for(lead: Desk, team: Desk, abena) -> None:
    abena.posts.update(end="2020-08-31")
    make.make_post(abena, agency=make.make_agency(code="WARD"))
    later = b"email,course,completed_on\nabena@mere.example,SG-1,31/8/2020\nabena@mere.example,SG-1,2/9/2020\n"
    team.take_in(later, "completions")
    assert Completion.objects.filter(person=abena).count() == 2

    shown = lead.to_preview(later, "completions")
    assert [(line.act, line.note[:31]) for line in shown.lines.all()] == [("error", "They left on 31 August 2020, be")]
    lead.to_preview(later.replace(b"2/9/2020", b"3/9/2020"), "completions")
    lead.take_in(later.replace(b"2/9/2020", b"3/9/2020"), "completions")
    assert Completion.objects.filter(person=abena).count() == 2
