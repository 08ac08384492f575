"""Reminders on screens: one's own, a manager's to one of theirs, the team's list, and the wording."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.models import AuditEntry
from learning.compliance.models import LetterKind, LetterPart, LetterState, ReminderLetter, ReminderWording
from people.models import Absence, Agency, AgencyState, Person, Post
from tests.factories import make_agency, make_lead, make_manager, make_person, make_post, make_team_member
from tests.integration.learning.compliance.making import make_course, make_requirement

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree", "today")]
TODAY = date(2026, 11, 20)


def make_letter(person: Person, **fields: Any) -> ReminderLetter:
    given = {"kind": LetterKind.DAILY, "day": TODAY, "subject": "SUBJECT", "text": "WORD-FOR-WORD", "email": "a@b.org"}
    given |= {"state": LetterState.SENT, "sent_at": timezone.now()} | fields
    return ReminderLetter.objects.create(person=person, **given)


@pytest.fixture
def report() -> Post:
    post = make_post(make_person(first_name="Rae"), start=TODAY - timedelta(days=40))
    make_requirement(post.role, first=make_course(title="Sharing information"), first_months=None, first_days=30)
    return post


@pytest.fixture
def manager(report: Post) -> Person:
    return make_manager(report, first_name="Mo", last_name="Manager")


def remind(client: Client, by: Person, post: Post) -> str:
    """Press the button, and return what the page then says."""
    client.force_login(by)
    response = client.post(f"/team/{post.pk}/remind/", follow=True)
    assert response.status_code == 200
    return response.content.decode()


# -- One's own -----------------------------------------------------------------------------------------------------


def test_everybody_reads_what_was_sent_to_them_and_nothing_else(client: Client, person: Person) -> None:
    make_letter(person)
    make_letter(person, day=TODAY - timedelta(days=1), state=LetterState.WAITING, sent_at=None, text="STILL-WAITING")
    make_letter(make_person(), text="SOMEBODY-ELSES")
    client.force_login(person)
    page = client.get("/my-learning/reminders/").content.decode()
    assert "WORD-FOR-WORD" in page
    assert "STILL-WAITING" not in page
    assert "SOMEBODY-ELSES" not in page


def test_one_s_reminders_take_the_same_queries_for_1_or_20(client: Client, person: Person) -> None:
    client.force_login(person)
    counts = set()
    for size in (1, 20):
        for day in range(size):
            make_letter(person, day=TODAY - timedelta(days=day + size * 100))
        client.get("/my-learning/reminders/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/my-learning/reminders/")
        counts.add(len(queries))
    assert len(counts) == 1


# -- By hand -------------------------------------------------------------------------------------------------------


def test_a_manager_reminds_one_of_theirs_in_their_own_name_and_it_is_logged(
    client: Client, manager: Person, report: Post
) -> None:
    assert "A reminder is on its way to Rae" in remind(client, manager, report)
    letter = ReminderLetter.objects.get()
    assert letter.subject == "Mo Manager asks you to look at your safeguarding training"
    assert "- Was due by 10 November 2026: Sharing information" in letter.text
    assert (letter.by, letter.state, letter.person) == (manager, LetterState.WAITING, report.person)
    assert AuditEntry.objects.get(act="reminded by hand").by == manager


def test_once_a_week_is_enough_whoever_asks(client: Client, manager: Person, report: Post) -> None:
    remind(client, manager, report)
    assert "Once a week is enough" in remind(client, make_lead(report.agency), report)
    ReminderLetter.objects.update(day=TODAY - timedelta(days=7))
    assert "on its way" in remind(client, manager, report)


def test_nobody_is_reminded_who_cannot_be_or_needs_not_be(client: Client, manager: Person, report: Post) -> None:
    Absence.objects.create(post=report, away_from=TODAY - timedelta(days=1))
    assert "Nothing is due" in remind(client, manager, report)
    Absence.objects.all().delete()
    Agency.objects.filter(pk=report.agency_id).update(state=AgencyState.CHECKING, live_since=None)
    assert "isn’t live here yet" in remind(client, manager, report)
    Agency.objects.filter(pk=report.agency_id).update(state=AgencyState.LIVE, live_since=TODAY)
    Person.objects.filter(pk=report.person_id).update(email=None)
    assert "Tell them yourself" in remind(client, manager, report)
    assert not ReminderLetter.objects.exists()


def test_nobody_reminds_whom_they_may_not_see(client: Client, report: Post) -> None:
    elsewhere = make_manager(make_post(agency=make_agency()))
    for stranger in (elsewhere, make_lead(make_agency()), make_person()):
        client.force_login(stranger)
        assert client.post(f"/team/{report.pk}/remind/").status_code == 404
    assert not ReminderLetter.objects.exists()


def test_a_manager_is_told_whom_no_reminder_reaches(client: Client, manager: Person, report: Post) -> None:
    Person.objects.filter(pk=report.person_id).update(email=None)
    client.force_login(manager)
    assert "No reminder reaches" in client.get("/team/").content.decode()


# -- The team's desk -----------------------------------------------------------------------------------------------


def test_the_team_finds_what_did_not_go_and_sends_it_again(client: Client) -> None:
    failed = make_letter(make_person(last_name="Unreached"), state=LetterState.FAILED, reason="550 no such person")
    make_letter(make_person(last_name="Reached"))
    client.force_login(make_team_member())
    assert "Reminders that didn’t go" in client.get("/admin/").content.decode()
    page = client.get("/admin/reminders/?state=trouble").content.decode()
    assert "Unreached" in page
    assert "Reached</a>" not in page.replace("Unreached", "")
    assert "550 no such person" in client.get(f"/admin/reminders/{failed.pk}/").content.decode()
    client.post(f"/admin/reminders/{failed.pk}/", {"again": ""})
    failed.refresh_from_db()
    assert failed.state == LetterState.WAITING


def test_the_teams_list_takes_the_same_queries_for_1_or_30(client: Client) -> None:
    client.force_login(make_team_member())
    counts = set()
    for size in (1, 30):
        for _ in range(size):
            make_letter(make_person(), state=LetterState.UNKNOWN)
        client.get("/admin/reminders/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/admin/reminders/")
        counts.add(len(queries))
    assert len(counts) == 1


def test_only_who_may_see_everybody_reads_letters_in_the_admin(client: Client) -> None:
    letter = make_letter(make_person())
    client.force_login(make_lead(make_agency()))
    for path in ("/admin/reminders/", f"/admin/reminders/{letter.pk}/"):
        assert client.get(path).status_code == 302
        assert b"WORD-FOR-WORD" not in client.get(path, follow=True).content


# -- Wording -------------------------------------------------------------------------------------------------------


def edit(client: Client, part: LetterPart, **texts: str) -> str:
    wording = ReminderWording.objects.get(part=part)
    given = {"subject": wording.subject, "opening": wording.opening, "closing": wording.closing} | texts
    url = f"/admin/snippets/compliance/reminderwording/edit/{wording.pk}/"
    return client.post(url, given, follow=True).content.decode()


@pytest.mark.indexed
def test_the_team_changes_the_wording_with_placeholders_that_exist(client: Client) -> None:
    client.force_login(make_team_member())
    edit(client, LetterPart.OWN, opening="Dear {first_name}, look: {link}", closing="")
    assert ReminderWording.objects.get(part=LetterPart.OWN).opening == "Dear {first_name}, look: {link}"
    assert "is no placeholder here" in edit(client, LetterPart.OWN, opening="Dear {surname}: {link}")
    assert "Put {link} somewhere" in edit(client, LetterPart.OWN, opening="Dear you", closing="")
    assert ReminderWording.objects.get(part=LetterPart.OWN).opening == "Dear {first_name}, look: {link}"


def test_the_wording_is_previewed_as_the_letter_goes_out(client: Client) -> None:
    client.force_login(make_team_member())
    wording = ReminderWording.objects.get(part=LetterPart.OWN)
    url = f"/admin/snippets/compliance/reminderwording/preview/{wording.pk}/"
    client.post(url, {"subject": "Soon, {first_name}", "opening": "See {link}", "closing": ""})
    page = client.get(url).content.decode()
    assert "Soon, Sam" in page
    assert "Was due by 3 March 2026: Safeguarding children" in page


def test_nobody_adds_or_deletes_a_wording(client: Client, superuser: Person) -> None:
    client.force_login(superuser)
    wording = ReminderWording.objects.get(part=LetterPart.OWN)
    for path in ("add/", f"delete/{wording.pk}/"):
        client.post(f"/admin/snippets/compliance/reminderwording/{path}", {"subject": "x"})
    assert ReminderWording.objects.count() == len(LetterPart)


def test_when_reminders_go_is_set_in_the_admin_and_nonsense_is_refused(client: Client) -> None:
    client.force_login(make_team_member())
    url = "/admin/settings/compliance/remindersettings/"
    page = client.get(url, follow=True)
    assert page.status_code == 200
    given = {"switched_on": "on", "days_before": "60 x", "days_after": "7"}
    given |= {"again_every": "28", "from_hour": "7", "managers_on": "0"}
    key = page.request["PATH_INFO"]
    assert "Write numbers of days" in client.post(key, given, follow=True).content.decode()
