"""Reporting learning done elsewhere, and checking it: screens, and who gets where."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.models import AuditEntry
from learning.records.actions import correct_completion, reject_report, verify_report
from learning.records.models import Completion, EvidenceFile, ExternalReport
from people.models import Agency, Person
from tests import factories
from tests.integration.learning.making import TODAY, make_course
from tests.integration.learning.records.external import PDF, form_of, make_evidence, make_report, upload

pytestmark = pytest.mark.django_db
NEW, QUEUE, MINE = "/my-learning/elsewhere/new/", "/external-learning/", "/my-learning/elsewhere/"


@pytest.fixture(autouse=True)
def _site(site_tree: Any) -> None:
    pass


@pytest.fixture
def agency() -> Agency:
    return factories.make_agency()


@pytest.fixture
def worker(agency: Agency) -> Person:
    return factories.make_post(agency=agency).person


@pytest.fixture
def lead(agency: Agency) -> Person:
    return factories.make_lead(agency)


def of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


class TestReporting:
    def test_a_report_is_made_with_its_file_and_shown(self, worker: Person) -> None:
        course = make_course(title="Level 3")
        answer = of(worker).post(NEW, form_of(course, file=upload(), reference=""), follow=True)
        assert answer.redirect_chain == [(MINE, 302)]
        assert "Waiting to be checked" in answer.text
        report = ExternalReport.objects.get()
        assert report.file
        assert bytes(report.file.content or b"") == PDF
        assert "Level 3" in of(worker).get("/my-learning/").text

    def test_nothing_is_lost_when_something_is_wrong_not_even_the_file(self, worker: Person) -> None:
        course, client = make_course(), of(worker)
        answer = client.post(NEW, form_of(course, file=upload(), reference="", provider=""))
        assert answer.status_code == 422
        assert "<title>Error:" in answer.text
        assert "Say who taught it" in answer.text
        kept = EvidenceFile.objects.get()
        assert f'name="kept" value="{kept.pk}"' in answer.text
        client.post(NEW, form_of(course, kept=str(kept.pk), reference=""))
        assert ExternalReport.objects.get().file == kept

    def test_somebody_elses_upload_is_not_to_be_had_by_its_key(self, worker: Person, person: Person) -> None:
        theirs = make_evidence(person)
        answer = of(worker).post(NEW, form_of(make_course(), kept=str(theirs.pk), reference=""))
        assert "Attach the certificate" in answer.text
        assert str(theirs.pk) not in answer.text

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"<svg onload='alert(1)'/>", "this file is none of them"),
            (b"", "The file is empty"),
            (b"%PDF-" + b"0" * (10 * 1024 * 1024), "10 MB at most"),
        ],
    )
    def test_a_file_that_is_not_taken_is_refused_in_words(self, worker: Person, content: bytes, words: str) -> None:
        answer = of(worker).post(NEW, form_of(make_course(), file=upload(content)))
        assert answer.status_code == 422
        assert words in " ".join(answer.text.lower().split()) or words in answer.text
        assert not EvidenceFile.objects.exists()
        assert not ExternalReport.objects.exists()

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"completed_on_year": "2999"}, "real date"),
            ({"completed_on_year": "2199"}, "today or in the past"),
            ({"course": "0"}, "Select a valid choice"),
            ({"hours": "-1"}, "greater than or equal to"),
            ({"hours": "many"}, "Enter a number"),
            ({"reference": ""}, "Attach the certificate"),
            ({"kept": "not-a-key", "reference": ""}, "Attach the certificate"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_written(
        self, worker: Person, wrong: dict[str, str], words: str
    ) -> None:
        answer = of(worker).post(NEW, form_of(make_course()) | wrong)
        assert answer.status_code == 422
        assert words in answer.text
        assert not ExternalReport.objects.exists()

    def test_the_same_twice_says_that_it_waits(self, worker: Person) -> None:
        course = make_course()
        for _ in range(2):
            answer = of(worker).post(NEW, form_of(course))
        assert "waits to be checked" in answer.text
        assert ExternalReport.objects.count() == 1

    def test_a_report_is_withdrawn_after_being_asked(self, worker: Person) -> None:
        report, client = make_report(worker), of(worker)
        path = f"{MINE}{report.pk}/withdraw/"
        assert "Withdraw this report?" in client.get(path).text
        assert ExternalReport.objects.get().is_waiting
        assert "You withdrew it" in client.post(path, follow=True).text
        assert client.get(path).status_code == 302
        assert client.post(path, follow=True).status_code == 200


class TestChecking:
    def test_the_queue_has_the_longest_wait_first_and_leads_from_one_to_the_next(
        self, worker: Person, lead: Person
    ) -> None:
        first, second = make_report(worker), make_report(worker)
        client = of(lead)
        page = client.get(QUEUE)
        assert [report.pk for report, _ in page.context["rows"]] == [first.pk, second.pk]
        answer = client.post(f"{QUEUE}{first.pk}/", {"verdict": "verified", "reason": ""})
        assert answer["Location"] == f"{QUEUE}{second.pk}/"
        answer = client.post(f"{QUEUE}{second.pk}/", {"verdict": "rejected", "reason": "Not the same course."})
        assert answer["Location"] == QUEUE
        assert "Not the same course." in of(worker).get("/my-learning/").text
        assert Completion.objects.get().recorded_by == lead
        answered = client.get(f"{QUEUE}?show=answered")
        assert [report.pk for report, _ in answered.context["rows"]] == [second.pk, first.pk]

    def test_a_no_without_a_reason_is_refused_in_words(self, worker: Person, lead: Person) -> None:
        report = make_report(worker)
        answer = of(lead).post(f"{QUEUE}{report.pk}/", {"verdict": "rejected", "reason": " "})
        assert answer.status_code == 422
        assert "Say why" in answer.text
        assert of(lead).post(f"{QUEUE}{report.pk}/", {}).status_code == 422
        assert ExternalReport.objects.get().is_waiting

    def test_the_second_to_answer_is_told(self, worker: Person, lead: Person) -> None:
        report = make_report(worker)
        verify_report(report=report, by=factories.make_superuser(), today=TODAY)
        answer = of(lead).post(f"{QUEUE}{report.pk}/", {"verdict": "rejected", "reason": "No."})
        assert "answered this already" in answer.text
        assert Completion.objects.standing().count() == 1

    def test_the_queue_is_narrowed_to_an_agency_with_all_below(self, agency: Agency, lead: Person) -> None:
        school = factories.make_agency(parent=agency)
        here = make_report(factories.make_post(agency=agency).person)
        there = make_report(factories.make_post(agency=school).person)
        rows = {
            code: [report for report, _ in of(lead).get(QUEUE, {"agency": code}).context["rows"]]
            for code in (agency.code, school.code, "no-such")
        }
        assert rows == {agency.code: [here, there], school.code: [there], "no-such": [here, there]}

    def test_the_agencys_page_says_how_many_wait(self, worker: Person, lead: Person, agency: Agency) -> None:
        make_report(worker)
        assert "External learning to check</a> (1)" in of(lead).get(f"/agencies/{agency.code}/").text
        assert "External learning to check</a> (1)" in of(lead).get("/agencies/").text

    def test_the_teams_dashboard_says_who_waits(self, worker: Person, team_member: Person) -> None:
        make_report(worker)
        assert "External learning to check" in of(team_member).get("/admin/").text


class TestAccess:
    @pytest.fixture
    def report(self, worker: Person) -> ExternalReport:
        return make_report(worker, file=make_evidence(worker))

    def opens(self, person: Person, report: ExternalReport) -> tuple[int, ...]:
        """Return what the queue, the report and its file answer somebody."""
        assert report.file
        client = of(person)
        paths = (QUEUE, report.get_absolute_url(), report.file.get_absolute_url())
        return tuple(client.get(path).status_code for path in paths)

    def test_the_agencys_lead_the_lead_above_and_the_team_may_check(self, report: ExternalReport) -> None:
        above = factories.make_agency()
        post = report.person.posts.get()
        post.agency.move(above, "sorted-child")
        assert self.opens(factories.make_lead(Agency.objects.get(pk=above.pk)), report) == (200, 200, 200)
        assert self.opens(factories.make_lead(Agency.objects.get(pk=post.agency_id)), report) == (200, 200, 200)
        assert self.opens(factories.make_team_member(), report) == (200, 200, 200)

    def test_nobody_else_may(self, report: ExternalReport) -> None:
        other = factories.make_agency()
        assert self.opens(factories.make_lead(other), report) == (200, 404, 404)
        assert self.opens(factories.make_manager(report.person.posts.get()), report) == (404, 404, 404)
        assert self.opens(factories.make_board_member(), report) == (404, 404, 404)
        assert self.opens(factories.make_post(agency=report.person.posts.get().agency).person, report) == (404,) * 3

    def test_whoever_sees_everybody_but_may_not_verify_checks_nothing(self, report: ExternalReport) -> None:
        auditor = factories.make_person()
        auditor.user_permissions.add(Permission.objects.get(codename="view_everyone"))
        assert self.opens(auditor, report) == (404, 404, 404)
        assert "External learning to check" not in of(auditor).get("/agencies/").text

    def test_the_person_has_their_file_and_not_the_screen_that_checks_it(self, report: ExternalReport) -> None:
        assert self.opens(report.person, report) == (404, 404, 200)

    def test_a_lead_does_not_check_their_own(self, lead: Person, agency: Agency) -> None:
        factories.make_post(lead, agency=agency)
        own = make_report(lead)
        assert of(lead).get(own.get_absolute_url()).status_code == 404
        answer = of(lead).post(own.get_absolute_url(), {"verdict": "verified"})
        assert answer.status_code == 404
        assert not Completion.objects.exists()

    def test_a_lead_sees_a_movers_report_no_longer(self, report: ExternalReport, lead: Person) -> None:
        report.person.posts.update(end=TODAY.replace(year=2025))
        assert self.opens(lead, report) == (200, 404, 404)

    def test_another_persons_report_is_not_withdrawn_by_its_number(self, report: ExternalReport) -> None:
        other = factories.make_person()
        assert of(other).post(f"{MINE}{report.pk}/withdraw/").status_code == 404
        assert ExternalReport.objects.get().is_waiting

    def test_lists_leak_no_other_agencys_people(self, report: ExternalReport) -> None:
        stranger = factories.make_post(factories.make_person(last_name="Canary")).person
        make_report(stranger, provider="Canary College")
        lead = factories.make_lead(report.person.posts.get().agency)
        for path in (QUEUE, f"{QUEUE}?agency={stranger.posts.get().agency.code}", f"{QUEUE}?show=answered"):
            assert "Canary" not in of(lead).get(path).text


class TestServing:
    def test_a_file_runs_nothing_here(self, worker: Person) -> None:
        polyglot = PDF + b"<script>alert(document.cookie)</script>"
        file = make_evidence(worker, polyglot)
        answer = of(worker).get(file.get_absolute_url())
        assert answer.content == polyglot
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"] == 'attachment; filename="certificate.pdf"'
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer["Cache-Control"].startswith("private, no-store")

    def test_that_somebody_else_opened_it_is_logged(self, worker: Person, lead: Person) -> None:
        report = make_report(worker, file=make_evidence(worker))
        assert report.file
        of(worker).get(report.file.get_absolute_url())
        assert not AuditEntry.objects.filter(act="evidence looked at").exists()
        of(lead).get(report.file.get_absolute_url())
        assert AuditEntry.objects.get(act="evidence looked at").by == lead

    def test_a_file_that_was_taken_away_is_gone(self, worker: Person) -> None:
        report = make_report(worker, file=make_evidence(worker))
        assert report.file
        of(worker).post(f"{MINE}{report.pk}/withdraw/")
        assert of(worker).get(report.file.get_absolute_url()).status_code == 404
        assert report.file.get_absolute_url() not in of(worker).get(MINE).text


def test_a_withdrawn_completion_is_told_without_the_teams_reason(worker: Person, lead: Person) -> None:
    answer = verify_report(report=make_report(worker), by=lead, today=TODAY)
    assert answer.completion
    correct_completion(completion=answer.completion, reason="A secret reason.", by=lead)
    page = of(worker).get(MINE).text
    assert "withdrawn from your record" in page
    assert "secret" not in page


@pytest.mark.parametrize("path", [QUEUE, f"{QUEUE}?show=answered", MINE])
def test_queries_do_not_grow_with_the_reports(path: str, worker: Person, lead: Person, agency: Agency) -> None:
    def add(many: int) -> None:
        for n in range(many):
            person = worker if path == MINE else factories.make_post(agency=agency).person
            report = make_report(person, file=make_evidence(person) if n % 3 else None)
            if "answered" in path or (path == MINE and n % 2):
                reject_report(report=report, reason="No.", by=lead)

    client, counts = of(worker if path == MINE else lead), []
    for many in (1, 9, 30):
        add(many)
        client.get(path)
        with CaptureQueriesContext(connection) as counted:
            client.get(path)
        counts.append(len(counted))
    assert len(set(counts)) == 1, counts
