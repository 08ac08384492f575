"""The team's desk for people: who is found, added, mended and invited, by whom, and who may not be touched."""

from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.models import AuditEntry, EarlyAccess
from people.lookalikes import Known, lookalikes
from people.models import Merge, Person, StaffNumber
from tests import factories as make
from tests.integration.briefings.making import from_now, make_review

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
NEW = {"first_name": "New", "last_name": "Person", "email": "New@Example.org"}


@pytest.fixture
def team(client: Client) -> Client:
    client.force_login(make.make_team_member())
    return client


def test_people_are_found_by_name_email_and_number(team: Client) -> None:
    ann = make.make_person(first_name="Ann", last_name="Found", email="a.f@example.org")
    make.make_person(last_name="Other")
    StaffNumber.objects.create(person=ann, agency=make.make_agency(), number="N-77")
    for words in ("found ann", "a.f@", "n-77"):
        page = team.get("/admin/people/", {"q": words}).content.decode()
        assert "Ann Found" in page
        assert "1 person" in page
        assert "Other" not in page


def test_somebody_is_added_with_no_rights_and_logged(team: Client) -> None:
    data = {**NEW, "is_superuser": "on", "is_staff": "on", "groups": "1"}
    team.post("/admin/people/add/", data)
    person = Person.objects.get(email="new@example.org")
    assert (person.is_superuser, person.is_staff, person.groups.count()) == (False, False, 0)
    assert not person.has_usable_password()
    assert AuditEntry.objects.get(act="person added").after["email"] == "new@example.org"
    assert "Somebody else has this email" in team.post("/admin/people/add/", NEW).content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_changed_email_is_told_to_the_old_address_and_names_no_new_one(client: Client) -> None:
    client.force_login(make.make_team_member())
    person = make.make_person(email="old@example.org")
    client.post(f"/admin/people/{person.pk}/", {**NEW, "email": "mended@example.org"})
    person.refresh_from_db()
    assert (person.email, person.last_name) == ("mended@example.org", "Person")
    [letter] = mail.outbox
    assert letter.to == ["old@example.org"]
    assert "mended" not in letter.body
    entry = AuditEntry.objects.get(act="person changed")
    assert (entry.before["email"], entry.after["email"]) == ("old@example.org", "mended@example.org")


@pytest.mark.parametrize("maker", [make.make_superuser, make.make_team_member, make.make_board_member])
def test_nobody_with_rights_is_mended_or_invited_by_the_team(team: Client, maker: Any) -> None:
    powerful = maker()
    email = powerful.email
    page = team.post(f"/admin/people/{powerful.pk}/", {**NEW, "email": "mine@example.org"}, follow=True)
    assert "Only an administrator changes their details" in page.content.decode()
    team.post(f"/admin/people/{powerful.pk}/invite/")
    powerful.refresh_from_db()
    assert powerful.email == email
    assert mail.outbox == []


@pytest.mark.parametrize("hangs", ["leads an agency", "reads early"])
def test_whom_something_hangs_on_is_not_mended_by_the_team(team: Client, hangs: str) -> None:
    person = make.make_lead(make.make_agency()) if hangs == "leads an agency" else make.make_person()
    if hangs == "reads early":
        page = make_review(until=from_now(hours=5))
        EarlyAccess.objects.create(page=page, person=person, granted_by=make.make_superuser())
    email = person.email
    team.post(f"/admin/people/{person.pk}/", {**NEW, "email": "mine@example.org"})
    person.refresh_from_db()
    assert person.email == email
    team.post(f"/admin/people/{person.pk}/invite/")  # to the address that they have
    assert [letter.to for letter in mail.outbox] == [[email]]


def test_a_character_that_no_database_knows_finds_nobody_and_breaks_nothing(team: Client) -> None:
    assert team.get("/admin/people/", {"q": "a\0b"}).status_code == 200


def test_an_invitation_goes_again_and_is_logged(team: Client) -> None:
    person = make.make_person(password=None)
    team.post(f"/admin/people/{person.pk}/invite/")
    assert [letter.to for letter in mail.outbox] == [[person.email]]
    assert "/account/password/reset/key/" in mail.outbox[0].body
    assert AuditEntry.objects.filter(act="invitation sent").count() == 1


def test_a_mail_server_that_is_down_is_said_and_nothing_is_logged_as_sent(
    team: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(self: Any, *args: Any, **kwargs: Any) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", down)
    person = make.make_person(password=None)
    page = team.post(f"/admin/people/{person.pk}/invite/", follow=True)
    assert page.status_code == 200
    assert "the mail server couldn’t be reached" in page.content.decode()
    assert not AuditEntry.objects.filter(act="invitation sent").exists()


def test_who_has_no_email_is_not_invited(team: Client) -> None:
    person = make.make_person(email=None)
    page = team.post(f"/admin/people/{person.pk}/invite/", follow=True).content.decode()
    assert "nowhere to send the link" in page
    assert mail.outbox == []


def test_two_records_are_merged_after_a_look_and_parted_again(team: Client) -> None:
    one, other = make.make_person(last_name="Same", email=None), make.make_person(last_name="Same")
    Person.objects.filter(pk__in=[one.pk, other.pk]).update(first_name="Ann")
    assert "Ann Same" in team.get("/admin/people/duplicates/").content.decode()
    url = f"/admin/people/{one.pk}/merge/{other.pk}/"
    assert "becomes the email of the record that is kept" in team.get(url).content.decode()
    assert team.post(url, {"reason": " "}).status_code == 422
    team.post(url, {"reason": "She said so"})
    done = Merge.objects.get()
    assert "Ann Same" in team.get("/admin/people/duplicates/").content.decode()
    team.post(f"/admin/people/merges/{done.pk}/undo/")
    done.refresh_from_db()
    assert done.undone_at is not None


def test_only_those_who_keep_people_open_the_desk(client: Client) -> None:
    person, other = make.make_person(), make.make_person()
    paths = ["", "add/", f"{person.pk}/", "duplicates/", f"{person.pk}/merge/{other.pk}/"]
    for reader in (make.make_lead(make.make_agency()), make.make_board_member(), make.make_person()):
        client.force_login(reader)
        for path in paths:
            assert client.get(f"/admin/people/{path}").status_code == 302
        client.post(f"/admin/people/{person.pk}/merge/{other.pk}/", {"reason": "x"})
    assert not Merge.objects.exists()


@pytest.mark.parametrize("path", ["/admin/people/", "/admin/people/duplicates/"])
def test_the_lists_take_the_same_queries_for_1_or_40(team: Client, path: str) -> None:
    counts = set()
    for size in (1, 40):
        for n in range(size):
            for _ in range(2):
                make.make_post(
                    make.make_person(first_name="Twin", last_name=f"Of{'x' * (size % 7)}{chr(97 + n % 26)}{'y' * n}")
                )
        team.get(path)
        with CaptureQueriesContext(connection) as queries:
            team.get(path)
        counts.add(len(queries))
    assert len(counts) == 1, counts


def known(key: int, first: str, last: str, email: str = "", *agencies: int) -> Known:
    return Known(key, first, last, email, frozenset(agencies))


def test_the_likeliest_pairs_come_first_and_common_names_say_nothing() -> None:
    people = [
        known(1, "Ann", "O'Brien-Núñez", "a@x.org", 1),
        known(2, "ann", "OBrien Nunez", "", 1),
        known(3, "Ben", "Low", "b@x.org", 1),
        known(4, "Low", "Ben", "c@x.org", 2),
        known(5, "Cy", "Old", "cy.k@x.org"),
        known(6, "Cy", "New", "cy.k@y.org"),
        *[known(10 + n, "John", "Smith", f"j{n}@x.org") for n in range(8)],
        known(30, "Dee", "Alone", "d@x.org"),
    ]
    found = [(pair.one, pair.other) for pair in lookalikes(people)]
    assert found == [(1, 2), (5, 6), (3, 4)]
