"""The inspection pack: everybody by name with evidence, for the agency's lead and the team, each download logged."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core import pdf
from core.models import AuditEntry
from learning.compliance.actions.packs import FAULT, ask_for_pack, make_pack, make_waiting_packs
from learning.compliance.models import InspectionPack, PackState, ReminderLetter
from learning.compliance.queries.pack import pack_of
from people.models import StaffNumber
from tests.factories import make_agency, make_lead, make_manager, make_person, make_post, make_role, make_team_member
from tests.integration.learning.compliance.making import make_completion, make_course, make_requirement

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree", "today")]

TODAY = date(2026, 11, 20)


class School:
    """A school with one person trained and one overdue, who was reminded."""

    def __init__(self) -> None:
        self.role, self.course = make_role(), make_course(title="Core")
        make_requirement(self.role, first=self.course, title="Safeguarding")
        self.agency = make_agency(name="Oxley")
        self.trained = make_post(make_person(first_name="Una", last_name="Done"), agency=self.agency, role=self.role)
        self.overdue = make_post(make_person(first_name="Ola", last_name="Late"), agency=self.agency, role=self.role)
        StaffNumber.objects.create(person=self.trained.person, agency=self.agency, number="S1")
        make_completion(self.trained.person, self.course, on=date(2026, 3, 2), today=TODAY)
        ReminderLetter.objects.create(
            person=self.overdue.person, kind="daily", day=date(2026, 11, 2), subject="S", text="T", state="sent",
            sent_at=timezone.now(),
        )  # fmt: skip


@pytest.fixture
def school() -> School:
    return School()


def test_it_names_everybody_with_the_evidence_and_what_is_done_about_gaps(school: School) -> None:
    pack = pack_of(school.agency, on=TODAY)

    done, late = (holder.lines[0] for holder in pack.holders)
    assert (pack.people, pack.holders[0].number) == (2, "S1")
    assert done.evidence.startswith("Core, 2 March 2026 (")
    assert done.doing == ""
    assert (late.evidence, late.doing) == ("", "Last reminded on 2 November 2026")
    assert [holder.post.last_name for holder, _ in pack.gaps] == ["Late"]
    assert pack.asked[0].tally.trained_percent == 50


def test_as_at_a_past_day_nothing_later_is_evidence(school: School) -> None:
    [first, _] = pack_of(school.agency, on=date(2026, 2, 1)).holders

    assert (first.lines[0].status.status, first.lines[0].evidence) == ("overdue", "")


def test_ten_people_more_take_no_query_more(school: School) -> None:
    counts = []
    for _ in range(2):
        pack_of(school.agency, on=TODAY)  # what a process keeps is kept by now
        with CaptureQueriesContext(connection) as queries:
            pack_of(school.agency, on=TODAY)
        counts.append(len(queries))
        for _ in range(10):
            make_post(agency=school.agency, role=school.role)
    assert counts[0] == counts[1]


@pytest.fixture
def laid_out(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Bind chapters without laying them out, which takes a machine with Pango; return what they say."""
    chapters: list[str] = []

    def bind(parts: list[str], **kwargs: Any) -> Any:
        for part in parts:
            chapters.append(part)
            yield len(chapters)
        yield b"%PDF-fake"

    monkeypatch.setattr("learning.compliance.actions.packs.pdf_of", bind)
    return chapters


def test_a_lead_asks_for_it_and_downloads_it_and_both_are_logged(
    client: Client, school: School, laid_out: list[str]
) -> None:
    lead = make_lead(school.agency)
    client.force_login(lead)
    url = f"/agencies/{school.agency.code}/pack/"

    client.post(url, {"as_at_day": "20", "as_at_month": "11", "as_at_year": "2026"})
    pack = InspectionPack.objects.get()
    assert client.get(pack.get_absolute_url()).status_code == 404
    assert make_pack(key=pack.pk, at=timezone.now())
    assert not make_pack(key=pack.pk, at=timezone.now())

    assert "Download (PDF)" in client.get(url).content.decode()
    answer = client.get(pack.get_absolute_url())
    assert answer.content == b"%PDF-fake"
    assert "no-store" in answer["Cache-Control"]
    assert "Una Done" in "".join(laid_out)
    acts = AuditEntry.objects.filter(act__startswith="inspection pack").order_by("pk")
    assert [(entry.act, entry.by) for entry in acts] == [
        ("inspection pack asked for", lead), ("inspection pack downloaded", lead)
    ]  # fmt: skip


def test_no_manager_no_person_and_no_other_agencys_lead_sees_it(
    client: Client, school: School, laid_out: list[str]
) -> None:
    pack = ask_for_pack(agency=school.agency, as_at=TODAY, by=make_team_member())
    make_pack(key=pack.pk, at=timezone.now())

    for reader in (make_lead(make_agency()), make_manager(school.overdue), school.trained.person):
        client.force_login(reader)
        assert client.get(pack.get_absolute_url()).status_code == 404
        assert client.get(f"/agencies/{school.agency.code}/pack/").status_code == 404
    other = make_agency()
    client.force_login(make_lead(other))
    assert client.get(f"/agencies/{other.code}/pack/{pack.pk}.pdf").status_code == 404


def test_where_none_can_be_made_or_it_fails_the_page_says_so(
    client: Client, school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lacking() -> Any:
        raise pdf.NoPdf("This site can't make PDF files yet.")

    monkeypatch.setattr(pdf, "_weasyprint", lacking)
    team = make_team_member()
    make_pack(key=ask_for_pack(agency=school.agency, as_at=TODAY, by=team).pk, at=timezone.now())
    monkeypatch.setattr("learning.compliance.actions.packs.pack_of", lambda *a, **k: 1 / 0)
    make_pack(key=ask_for_pack(agency=school.agency, as_at=TODAY, by=team).pk, at=timezone.now())
    client.force_login(team)

    page = client.get(f"/agencies/{school.agency.code}/pack/").content.decode()

    assert "Not made: This site can&#x27;t make PDF files yet." in page
    assert FAULT in page


def test_the_clock_makes_what_no_worker_took_and_lets_go_after_a_week(school: School, laid_out: list[str]) -> None:
    team, now = make_team_member(), timezone.now()
    pack = ask_for_pack(agency=school.agency, as_at=TODAY, by=team)

    make_waiting_packs(at=now)
    assert InspectionPack.objects.get().state == PackState.WAITING
    make_waiting_packs(at=now + timedelta(minutes=2))
    assert InspectionPack.objects.get(pk=pack.pk).state == PackState.READY
    make_waiting_packs(at=now + timedelta(days=8))
    assert not InspectionPack.objects.exists()


@pytest.mark.parametrize("fails", [True, False])
def test_a_slow_worker_leaves_alone_what_another_has_made_meanwhile(
    school: School, monkeypatch: pytest.MonkeyPatch, fails: bool
) -> None:
    pack, now = ask_for_pack(agency=school.agency, as_at=TODAY, by=make_lead(school.agency)), timezone.now()

    def slowly(parts: Any, **kwargs: Any) -> Any:
        monkeypatch.setattr("learning.compliance.actions.packs.pdf_of", lambda parts, **kwargs: iter([1, b"whole"]))
        assert make_pack(key=pack.pk, at=now + timedelta(minutes=31))
        if fails:
            raise MemoryError
        yield b"late"

    monkeypatch.setattr("learning.compliance.actions.packs.pdf_of", slowly)
    assert not make_pack(key=pack.pk, at=now)
    made = InspectionPack.objects.get()
    assert (made.state, bytes(made.file or b""), made.problem) == (PackState.READY, b"whole", "")


def test_it_is_laid_out_as_a_pdf_with_pages_numbered_through(tmp_path: Any) -> None:
    pytest.importorskip("weasyprint", exc_type=OSError)
    style = tmp_path / "style.css"
    style.write_text("@page { size: A5 } p { color: #111 }")
    chapters = [f"<html lang='en'><head><title>T</title></head><body><p>{n}</p></body></html>" for n in range(2)]

    *steps, file = pdf.pdf_of(chapters, stylesheet=style)

    assert steps == [1, 2]
    assert isinstance(file, bytes)
    assert file.startswith(b"%PDF-")
