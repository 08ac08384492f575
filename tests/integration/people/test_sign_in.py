"""Signing in: one door, no way round it, and the same answer for everybody who doesn't get in."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.app_settings import TOTP_TOLERANCE
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from people.models import Person, Session
from tests.factories import PASSWORD, make_person, make_superuser, make_team_member

LOGIN = "/account/login/"
pytestmark = pytest.mark.usefixtures("site_tree")


def sign_in(client: Client, email: str | None, password: str = PASSWORD, **more: str):  # type: ignore[no-untyped-def]
    return client.post(LOGIN, {"login": email or "", "password": password, **more})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def with_second_factor(person: Person) -> Person:
    TOTP.activate(person, generate_totp_secret())
    return person


def words_of(response) -> str:  # type: ignore[no-untyped-def]
    """Return a page's words without what differs from visit to visit."""
    return re.sub(
        r'name="csrfmiddlewaretoken" value="\w+"|value="[^"]*@[^"]*"|brand\.css\?v=\d+', "", response.content.decode()
    )


# -- Getting in ------------------------------------------------------------------------------------------------


def test_a_person_signs_in_by_email_whatever_its_case(client: Client) -> None:
    make_person(email="ada@example.org")
    response = sign_in(client, "Ada@Example.org")
    assert (response.status_code, response["Location"]) == (302, "/my-learning/")
    assert is_signed_in(client)


def test_signing_in_gives_the_session_a_new_key(client: Client) -> None:
    person = make_person()
    client.get(LOGIN)
    session = client.session
    session["kept"] = True
    session.save()
    client.cookies["sessionid"] = session.session_key
    sign_in(client, person.email)
    assert is_signed_in(client)
    assert client.session.session_key != session.session_key


@pytest.mark.parametrize(
    "away", ["https://evil.example/", "//evil.example/", "https:///evil.example", "javascript:alert(1)"]
)
def test_signing_in_never_sends_anyone_to_another_site(client: Client, away: str) -> None:
    response = sign_in(client, make_person().email, next=away)
    assert response["Location"] == "/my-learning/"


def test_signing_in_goes_on_to_where_one_was_going(client: Client) -> None:
    response = sign_in(client, make_person().email, next="/courses/")
    assert response["Location"] == "/courses/"


# -- Staying out -----------------------------------------------------------------------------------------------


def test_the_answer_is_the_same_for_an_unknown_address_a_wrong_password_and_a_person_without_one() -> None:
    known, without = make_person(), make_person(password=None)
    answers = {
        words_of(sign_in(Client(), email, "not the password"))
        for email in (known.email, without.email, "nobody@example.org")
    }
    assert len(answers) == 1


def test_an_unknown_address_costs_a_password_check_too(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.contrib.auth.hashers import MD5PasswordHasher

    hashed: list[str] = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher,
        "encode",
        lambda self, password, salt: hashed.append(password) or encode(self, password, salt),
    )
    known = make_person()
    hashed.clear()
    sign_in(Client(), known.email, "one wrong password")
    sign_in(Client(), "nobody@example.org", "one wrong password")
    assert hashed == ["one wrong password"] * 2


def test_somebody_who_may_no_longer_sign_in_is_kept_out(client: Client) -> None:
    sign_in(client, make_person(is_active=False).email)
    assert not is_signed_in(client)


def test_whoever_may_no_longer_sign_in_is_out_on_the_next_request(signed_in: Client, person: Person) -> None:
    assert signed_in.get("/account/").status_code == 200
    Person.objects.filter(pk=person.pk).update(is_active=False)
    assert signed_in.get("/account/").status_code == 302


def test_nobody_signs_themselves_up(client: Client) -> None:
    client.get("/account/signup/")
    client.post("/account/signup/", {"email": "new@example.org", "password1": PASSWORD})
    assert not Person.objects.filter(email="new@example.org").exists()


def test_six_wrong_passwords_for_one_address_close_the_door_to_it_for_a_while() -> None:
    cache.clear()
    person = make_person()
    for _ in range(5):
        sign_in(Client(), person.email, "wrong")
    client = Client()
    response = sign_in(client, person.email)
    assert response.status_code in (200, 429)
    assert not is_signed_in(client)


def test_one_address_on_the_network_cannot_try_many_accounts() -> None:
    cache.clear()
    for number in range(10):
        sign_in(Client(), f"guess-{number}@example.org", "wrong")
    client = Client()
    sign_in(client, make_person().email)
    assert not is_signed_in(client)
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    sign_in(elsewhere, make_person().email)
    assert is_signed_in(elsewhere)


# -- Leaving ---------------------------------------------------------------------------------------------------


def test_signing_out_ends_the_session_for_whoever_kept_a_copy_of_the_cookie(signed_in: Client) -> None:
    copy = Client()
    copy.cookies["sessionid"] = signed_in.cookies["sessionid"].value
    assert copy.get("/account/").status_code == 200
    signed_in.post("/account/logout/")
    assert copy.get("/account/").status_code == 302
    assert Session.objects.count() == 0


def test_a_link_alone_signs_nobody_out(signed_in: Client) -> None:
    signed_in.get("/account/logout/")
    assert is_signed_in(signed_in)


def test_a_new_password_ends_the_sessions_elsewhere(person: Person) -> None:
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        sign_in(client, person.email)
    new = {"oldpassword": PASSWORD, "password1": "another-long-password", "password2": "another-long-password"}
    assert here.post("/account/password/change/", new).status_code == 302
    assert here.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302


# -- Second factor ---------------------------------------------------------------------------------------------


def test_a_password_alone_does_not_sign_in_where_a_second_factor_is_set(client: Client) -> None:
    person = with_second_factor(make_person())
    response = sign_in(client, person.email)
    assert response["Location"].startswith("/account/2fa/authenticate/")
    assert not is_signed_in(client)
    assert client.get("/account/").status_code == 302


def test_a_code_finishes_signing_in(client: Client) -> None:
    person = make_person()
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    sign_in(client, person.email)
    now = list(yield_hotp_counters_from_time())[TOTP_TOLERANCE]
    client.post("/account/2fa/authenticate/", {"code": format_hotp_value(hotp_value(secret, now))})
    assert is_signed_in(client)


@pytest.mark.parametrize("door", ["/admin/login/", "/_util/login/", "/django-admin/login/", "/admin/password_reset/"])
def test_there_is_no_other_door(client: Client, door: str) -> None:
    person = with_second_factor(make_superuser())
    for data in ({"username": person.email, "password": PASSWORD}, {"login": person.email, "password": PASSWORD}):
        client.post(door, data, follow=True)
        assert not is_signed_in(client)


@pytest.mark.parametrize("door", ["/admin/login/", "/_util/login/"])
def test_other_doors_lead_to_ours_and_remember_where_one_was_going(client: Client, door: str) -> None:
    response = client.get(f"{door}?next=/admin/pages/")
    assert (response.status_code, response["Location"]) == (302, "/account/login/?next=/admin/pages/")


def test_a_person_who_does_not_edit_is_told_so_and_not_sent_round(signed_in: Client) -> None:
    response = signed_in.get("/admin/", follow=True)
    assert len(response.redirect_chain) == 1
    assert response.status_code == 403


def test_the_admin_asks_for_our_sign_in(client: Client) -> None:
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain[-1][0].startswith(LOGIN)


def test_nothing_stands_between_the_email_and_the_password(client: Client) -> None:
    page = client.get(LOGIN).content.decode()
    between = page[page.index('name="login"') : page.index('name="password"')]
    assert "<a " not in between
    assert f'href="{reverse("account_reset_password")}">Forgot your password?' in page


def test_a_wrong_password_is_said_in_plain_words(client: Client) -> None:
    page = sign_in(client, make_person().email, "wrong").content.decode()
    assert "This email and this password don’t go together. Check both and try again." in page


# -- Forgotten password ----------------------------------------------------------------------------------------


def ask_for_new_password(email: str):  # type: ignore[no-untyped-def]
    return Client().post("/account/password/reset/", {"email": email}, follow=True)


def link_in_mail() -> str:
    found = re.search(r"https?://[^/]+(/\S+)", mail.outbox[-1].body)
    assert found
    return found[1]


@pytest.mark.parametrize("password", [PASSWORD, None])
def test_a_person_chooses_a_new_password_by_email_even_the_first_time(password: str | None) -> None:
    person = make_person(password=password)
    ask_for_new_password(person.email or "")
    client = Client()
    form = client.get(link_in_mail(), follow=True)
    new = {"password1": "a-brand-new-password", "password2": "a-brand-new-password"}
    client.post(form.request["PATH_INFO"], new)
    again = Client()
    sign_in(again, person.email, "a-brand-new-password")
    assert is_signed_in(again)


def test_the_link_goes_to_the_address_on_the_person_and_not_to_one_that_looks_like_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """PostgreSQL finds mike@… for mıke@…, whose owner is somebody else."""
    person = make_person(email="mike@example.org")
    monkeypatch.setattr("people.forms.person_at", lambda email: person)
    ask_for_new_password("m\u0131ke@example.org")
    assert [message.to for message in mail.outbox] == [["mike@example.org"]]


def test_a_link_for_a_new_password_works_once() -> None:
    ask_for_new_password(make_person().email or "")
    link = link_in_mail()
    for client, password in ((Client(), "the-first-new-password"), (Client(), "the-second-new-password")):
        form = client.get(link, follow=True)
        client.post(form.request["PATH_INFO"], {"password1": password, "password2": password})
    assert Person.objects.get().check_password("the-first-new-password")


def test_the_answer_is_the_same_whether_or_not_the_address_is_known() -> None:
    known = words_of(ask_for_new_password(make_person().email or ""))
    assert len(mail.outbox) == 1
    unknown = words_of(ask_for_new_password("nobody@example.org"))
    assert known == unknown
    assert len(mail.outbox) == 1, "a stranger's address must not be written to"


def test_nobody_without_a_person_may_ask_without_end() -> None:
    cache.clear()
    person = make_person()
    for _ in range(8):
        ask_for_new_password(person.email or "")
    assert len(mail.outbox) == 5


# -- Changing address ------------------------------------------------------------------------------------------


def ask_to_change_address(client: Client, email: str) -> None:
    """Ask for another address, giving the password again as is asked for."""
    client.get(reverse("account_email"))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("account_email"), {"email": email, "action_add": ""})


def test_changing_the_address_asks_for_the_password_again(client: Client) -> None:
    sign_in(client, make_person().email)
    response = client.post(reverse("account_email"), {"email": "new@example.org", "action_add": ""})
    assert response["Location"].startswith(reverse("account_reauthenticate"))
    assert mail.outbox == []


def test_a_new_address_counts_only_once_it_is_confirmed(client: Client) -> None:
    person = make_person(email="old@example.org")
    sign_in(client, person.email)
    ask_to_change_address(client, "new@example.org")
    person.refresh_from_db()
    assert person.email == "old@example.org"
    page = client.get(reverse("account_email"))
    assert "Waiting for you to confirm" in page.content.decode()
    message = next(sent for sent in mail.outbox if sent.to == ["new@example.org"])
    link = re.search(r"https?://[^/]+(/\S+)", message.body)
    assert link
    client.post(link[1])
    person.refresh_from_db()
    assert person.email == "new@example.org"
    assert not EmailAddress.objects.filter(email="old@example.org").exists()


def test_nobody_takes_over_somebody_elses_address(client: Client) -> None:
    make_person(email="taken@example.org")
    person = make_person()
    sign_in(client, person.email)
    ask_to_change_address(client, "taken@example.org")
    assert not EmailAddress.objects.filter(email="taken@example.org").exists()


def test_an_address_that_somebody_had_before_opens_nothing_of_theirs(client: Client) -> None:
    mover = make_person(email="desk@example.org")
    sign_in(Client(), "desk@example.org")
    client.force_login(mover)
    client.get(reverse("account_email"))
    Person.objects.filter(pk=mover.pk).update(email="mover@example.org")
    starter = make_person(email="desk@example.org", password="quite-another-password")
    sign_in(client := Client(), "desk@example.org", PASSWORD)
    assert not is_signed_in(client)
    ask_for_new_password("desk@example.org")
    assert f"{starter.pk}" in mail.outbox[-1].body or mail.outbox[-1].to == ["desk@example.org"]
    own = Client()
    sign_in(own, "desk@example.org", "quite-another-password")
    assert own.get(reverse("account_email")).status_code == 200


def test_a_second_wish_to_change_replaces_the_first(client: Client) -> None:
    person = make_person(email="old@example.org")
    sign_in(client, person.email)
    for email in ("first@example.org", "second@example.org"):
        ask_to_change_address(client, email)
    person.refresh_from_db()
    assert person.email == "old@example.org"
    assert set(EmailAddress.objects.values_list("email", "verified")) == {
        ("old@example.org", True),
        ("second@example.org", False),
    }


# -- The demonstration -----------------------------------------------------------------------------------------


def test_the_demonstrations_people_sign_in_where_that_is_asked_for(client: Client, settings) -> None:  # type: ignore[no-untyped-def]
    settings.DEMO_SIGN_INS = True
    make_person(email="learner@demo.example")
    sign_in(client, "learner@demo.example")
    assert is_signed_in(client)


def test_the_demonstrations_people_are_refused_elsewhere_in_the_same_words(settings) -> None:  # type: ignore[no-untyped-def]
    settings.DEMO_SIGN_INS = False
    make_person(email="team@demo.example")
    client = Client()
    refused = sign_in(client, "team@demo.example")
    assert not is_signed_in(client)
    assert words_of(refused) == words_of(sign_in(Client(), "nobody@example.org", "wrong"))


def test_a_session_of_the_demonstration_ends_when_its_sign_ins_are_switched_off(client: Client, settings) -> None:  # type: ignore[no-untyped-def]
    settings.DEMO_SIGN_INS = True
    client.force_login(make_team_member(email="team@demo.example"))
    assert client.get("/account/").status_code == 200
    settings.DEMO_SIGN_INS = False
    assert client.get("/account/").status_code == 302
