"""Asking to join an agency: what it brings is said, the address is shown to be theirs, and the lead answers."""

import re
from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from core.models import AuditEntry
from people.actions import joining
from people.models import Agency, JobRole, JoinRequest, JoinState, Person, Post
from tests.factories import make_agency, make_lead, make_manager, make_person, make_post, make_role, make_team_member
from tests.integration.learning.compliance.making import make_course, make_requirement

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree", "today")]
TODAY = date(2026, 11, 20)
LINK = re.compile(r"http://localhost:8000(/join/confirm/\?key=\S+)")


@pytest.fixture
def school() -> Agency:
    cache.clear()
    return make_agency(name="Hill School", join_domains="hill.sch.uk, @hillschool.example")


@pytest.fixture
def role() -> JobRole:
    role = make_role(title="Teacher")
    make_requirement(role, title="Sharing", first=make_course(title="The course"))
    return role


def wish_of(school: Agency, role: JobRole, **fields: str) -> dict[str, str]:
    given = {"first_name": "Joy", "last_name": "Newly", "email": "Joy@hill.sch.uk"}
    return given | {"agency": school.code, "role": role.code} | fields


def ask(school: Agency, role: JobRole, **fields: str) -> None:
    Client().post("/join/", wish_of(school, role, sure="yes", **fields))


def follow(text: str) -> Any:
    key = LINK.search(text)
    assert key
    return Client().post(key[1].replace("&amp;", "&"), {"key": key[1].split("key=")[1].replace("%3A", ":")})


def waiting(school: Agency, role: JobRole, **fields: str) -> JoinRequest:
    ask(school, role, **fields)
    follow(mail.outbox[-1].body)
    return JoinRequest.objects.latest("pk")


def test_the_choice_says_what_it_brings_and_can_be_changed(client: Client, school: Agency, role: JobRole) -> None:
    page = client.post("/join/", wish_of(school, role)).content.decode()
    assert "The course within 6 months of starting, renewed every 36 months." in page
    assert mail.outbox == []
    again = client.post("/join/", wish_of(school, role, change="yes")).content.decode()
    assert 'value="Joy@hill.sch.uk"' in again
    assert "Ask to join" in again


def test_what_is_asked_in_other_agencies_alone_is_not_said(client: Client, school: Agency, role: JobRole) -> None:
    make_requirement(role, title="ELSEWHERE", agencies=[make_agency()])
    assert "ELSEWHERE" not in client.post("/join/", wish_of(school, role)).content.decode()


def test_nothing_is_written_until_the_address_is_shown_to_be_theirs(school: Agency, role: JobRole) -> None:
    ask(school, role)
    assert not JoinRequest.objects.exists()
    assert [letter.to for letter in mail.outbox] == [["Joy@hill.sch.uk"]]
    link = LINK.search(mail.outbox[0].body)
    assert link
    assert Client().get(link[1]).status_code == 200  # a mail program looked ahead
    assert not JoinRequest.objects.exists()
    for _ in range(2):
        assert "You have asked to join" in follow(mail.outbox[0].body).content.decode()
    assert JoinRequest.objects.get().email == "joy@hill.sch.uk"


@pytest.mark.parametrize("email", ["joy@elsewhere.example", "joy@sub.hill.sch.uk", "hill.sch.uk@evil.example"])
def test_nobody_has_this_site_write_to_a_stranger_and_the_answer_is_the_same(
    client: Client, school: Agency, role: JobRole, email: str
) -> None:
    page = client.post("/join/", wish_of(school, role, sure="yes", email=email)).content.decode()
    assert mail.outbox == []
    assert "Look at your email" in page


def test_an_address_is_written_to_three_times_an_hour_at_most(school: Agency, role: JobRole) -> None:
    for _ in range(5):
        ask(school, role)
    assert len(mail.outbox) == 3


@pytest.mark.django_db(transaction=True)
def test_the_leads_are_told_once_and_no_name_is_in_it(school: Agency, role: JobRole) -> None:
    lead = make_lead(school)
    make_lead(make_agency())
    waiting(school, role)
    follow(mail.outbox[0].body)
    told = mail.outbox[1:]
    assert [letter.to for letter in told] == [[lead.email]]
    assert f"/agencies/{school.code}/joining/" in told[0].body
    assert "Joy" not in told[0].body


@pytest.mark.parametrize("key", ["", "nonsense", "eyJhIjoxfQ:1abc:def"])
def test_a_link_that_is_not_ours_does_nothing(client: Client, school: Agency, key: str) -> None:
    response = client.post("/join/confirm/", {"key": key})
    assert response.status_code == 422
    assert not JoinRequest.objects.exists()


def test_where_no_agency_lets_people_ask_there_is_no_page(client: Client, role: JobRole) -> None:
    assert client.get("/join/").status_code == 404


# -- The lead's answer ---------------------------------------------------------------------------------------------


def test_the_lead_lets_somebody_in_with_the_role_put_right(client: Client, school: Agency, role: JobRole) -> None:
    wish, right, lead = waiting(school, role), make_role(title="Head teacher"), make_lead(school)
    make_requirement(right)
    client.force_login(lead)
    page = f"/agencies/{school.code}/joining/"
    assert "Joy Newly" in client.get(page).content.decode()

    client.post(page, {"wish": wish.pk, "role": right.code, "approve": "yes"})

    person = Person.objects.get(email="joy@hill.sch.uk")
    post = Post.objects.get(person=person)
    assert (post.agency, post.role, post.start) == (school, right, TODAY)
    assert (person.is_superuser, person.is_staff, person.groups.count()) == (False, False, 0)
    assert "/account/password/reset/key/" in mail.outbox[-1].body
    assert AuditEntry.objects.get(act="let in").by == lead
    assert "Joy Newly" not in client.get(page).content.decode().split("<h1>")[1].split("gt-section")[0]


def test_who_is_known_already_keeps_their_record(client: Client, school: Agency, role: JobRole) -> None:
    known = make_post(make_person(email="joy@hill.sch.uk")).person
    wish = waiting(school, role)
    client.force_login(make_lead(school))
    client.post(f"/agencies/{school.code}/joining/", {"wish": wish.pk, "role": role.code, "approve": "yes"})
    assert Person.objects.filter(email="joy@hill.sch.uk").get() == known
    assert known.posts.count() == 2


def test_who_is_let_in_by_two_agencies_in_one_moment_is_one_person_with_two_posts(
    client: Client, school: Agency, role: JobRole, monkeypatch: Any
) -> None:
    wish = waiting(school, role)
    elsewhere = make_post(make_person(email="joy@hill.sch.uk"))  # as the other lead makes them meanwhile
    real, asked = joining.person_at, []
    monkeypatch.setattr(joining, "person_at", lambda email: asked.append(email) or (real(email) if asked[1:] else None))
    client.force_login(make_lead(school))
    client.post(f"/agencies/{school.code}/joining/", {"wish": wish.pk, "role": role.code, "approve": "yes"})
    assert Post.objects.get(agency=school).person == elsewhere.person
    assert not AuditEntry.objects.filter(act="person added").exists()
    wish.refresh_from_db()
    assert wish.state == JoinState.APPROVED


def test_the_lead_declines_with_a_reason(client: Client, school: Agency, role: JobRole) -> None:
    wish = waiting(school, role)
    client.force_login(make_lead(school))
    page = f"/agencies/{school.code}/joining/"
    client.post(page, {"wish": wish.pk, "decline": "yes", "reason": " "})
    wish.refresh_from_db()
    assert wish.state == JoinState.WAITING
    client.post(page, {"wish": wish.pk, "decline": "yes", "reason": "Not one of ours"})
    wish.refresh_from_db()
    assert (wish.state, wish.reason) == (JoinState.DECLINED, "Not one of ours")
    assert not Post.objects.filter(agency=school).exists()


def test_nobody_else_sees_or_answers(client: Client, school: Agency, role: JobRole) -> None:
    wish = waiting(school, role)
    page = f"/agencies/{school.code}/joining/"
    other_lead = make_lead(make_agency())
    for stranger in (other_lead, make_manager(make_post(agency=school)), make_person()):
        client.force_login(stranger)
        assert client.get(page).status_code == 404
        assert client.post(page, {"wish": wish.pk, "approve": "yes"}).status_code == 404
    client.force_login(other_lead)
    own = other_lead.leads.get().agency.code
    assert client.post(f"/agencies/{own}/joining/", {"wish": wish.pk, "approve": "yes"}).status_code == 404
    wish.refresh_from_db()
    assert wish.state == JoinState.WAITING


def test_a_wish_is_answered_once(client: Client, school: Agency, role: JobRole) -> None:
    wish = waiting(school, role)
    client.force_login(make_lead(school))
    for _ in range(2):
        client.post(f"/agencies/{school.code}/joining/", {"wish": wish.pk, "role": role.code, "approve": "yes"})
    assert Post.objects.filter(agency=school).count() == 1


def test_a_leaver_s_rights_do_not_come_back_with_a_post_that_a_lead_gives(
    client: Client, school: Agency, role: JobRole
) -> None:
    leaver = make_team_member(email="joy@hill.sch.uk")
    make_post(leaver, end=date(2026, 1, 31))
    wish = waiting(school, role)
    client.force_login(make_lead(school))
    data = {"wish": wish.pk, "role": role.code, "approve": "yes"}
    page = client.post(f"/agencies/{school.code}/joining/", data, follow=True).content.decode()
    assert "An administrator has to look at them first" in page
    assert not Post.objects.filter(person=leaver, agency=school).exists()


@pytest.mark.parametrize("wish", ["abc", "9" * 5000, ""])
def test_an_answer_to_no_wish_is_not_found(client: Client, school: Agency, role: JobRole, wish: str) -> None:
    client.force_login(make_lead(school))
    assert client.post(f"/agencies/{school.code}/joining/", {"wish": wish}).status_code == 404


def test_a_link_works_no_more_once_it_was_answered(client: Client, school: Agency, role: JobRole) -> None:
    wish = waiting(school, role)
    letter = mail.outbox[-1].body
    client.force_login(make_lead(school))
    client.post(f"/agencies/{school.code}/joining/", {"wish": wish.pk, "decline": "yes", "reason": "Not ours"})
    assert follow(letter).status_code == 422
    assert not JoinRequest.objects.filter(state=JoinState.WAITING).exists()


def test_the_letter_holds_no_name_that_was_typed(school: Agency, role: JobRole) -> None:
    ask(school, role, first_name="BUY-NOW")
    assert "BUY-NOW" not in mail.outbox[0].body


def test_a_mail_server_that_is_down_is_no_error_page(school: Agency, role: JobRole, monkeypatch: Any) -> None:
    def down(self: Any, *args: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", down)
    page = Client().post("/join/", wish_of(school, role, sure="yes"))
    assert page.status_code == 200


@pytest.fixture
def dead_server(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    def down(self: Any, *args: Any, **kwargs: Any) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", down)
    return monkeypatch


def test_a_lead_lets_somebody_in_while_the_mail_server_is_down_and_sends_the_link_later(
    client: Client, school: Agency, role: JobRole, request: pytest.FixtureRequest
) -> None:
    wish = waiting(school, role)
    url = f"/agencies/{school.code}/joining/"
    client.force_login(make_lead(school))
    dead: pytest.MonkeyPatch = request.getfixturevalue("dead_server")
    page = client.post(url, {"wish": wish.pk, "role": role.code, "approve": "yes"}, follow=True).content.decode()
    assert "is in, but the mail server couldn’t be reached" in page
    assert Post.objects.filter(agency=school, person__email="joy@hill.sch.uk").exists()
    assert "Nothing went out" in client.post(url, {"again": wish.pk}, follow=True).content.decode()
    dead.undo()
    mail.outbox.clear()
    assert "on its way to Joy Newly again" in client.post(url, {"again": wish.pk}, follow=True).content.decode()
    assert [letter.to for letter in mail.outbox] == [["joy@hill.sch.uk"]]
    assert "/account/password/reset/key/" in mail.outbox[0].body


def test_the_link_goes_again_to_nobody_of_another_agency_nor_to_who_has_signed_in(
    client: Client, school: Agency, role: JobRole
) -> None:
    wish = waiting(school, role)
    client.force_login(make_lead(school))
    client.post(f"/agencies/{school.code}/joining/", {"wish": wish.pk, "role": role.code, "approve": "yes"})
    other = make_agency()
    stranger = Client()
    stranger.force_login(make_lead(other))
    mail.outbox.clear()
    assert stranger.post(f"/agencies/{other.code}/joining/", {"again": wish.pk}).status_code == 404
    Person.objects.filter(email="joy@hill.sch.uk").update(last_login="2026-11-20T09:00Z")
    assert client.post(f"/agencies/{school.code}/joining/", {"again": wish.pk}).status_code == 404
    assert mail.outbox == []
