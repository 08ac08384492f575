"""A session is read with its person and the stamp, and nobody is taken for whoever was read before."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import SESSION_KEY, login, user_logged_in
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.handlers.exception import convert_exception_to_response
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core import clock
from core.public_pages import raise_stamp
from people.backends import PersonBackend
from people.models import Person, Session
from people.sessions import SessionStore, person_just_read
from tests.factories import make_board_member, make_person, make_post

pytestmark = pytest.mark.usefixtures("site_tree")
OWN_PAGE = "/account/"


def session_of(client: Client) -> Session:
    return Session.objects.get(session_key=client.session.session_key)


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_a_page_reads_the_session_its_person_and_the_stamp_in_one_statement() -> None:
    client = signed_in(make_person())
    client.get(OWN_PAGE)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(OWN_PAGE).status_code == 200
    asked = [one["sql"] for one in queries if "people_session" in one["sql"]]
    assert len(asked) == 1
    others = [one["sql"] for one in queries if one["sql"] not in asked]
    assert not [sql for sql in others if "core_publicstamp" in sql or 'FROM "people_person"' in sql]


def test_a_session_knows_whose_it_is_and_a_visitors_is_nobodys() -> None:
    person = make_person()
    client = signed_in(person)
    assert session_of(client).person == person
    client.post("/account/logout/")
    visitor = SessionStore()
    visitor["seen"] = 1
    visitor.save()
    assert Session.objects.get(session_key=visitor.session_key).person is None
    assert SessionStore(visitor.session_key)["seen"] == 1


def test_signing_in_writes_the_session_once_under_a_new_key() -> None:
    person = make_person()
    client = Client()
    before = client.session  # a visitor's
    before["seen"] = 1
    before.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = str(before.session_key)
    with CaptureQueriesContext(connection) as queries:
        sent = {"login": person.email, "password": "a-long-password"}
        person.set_password(sent["password"])
        person.save()
        assert client.post("/account/login/", sent).status_code == 302
    written = [one["sql"] for one in queries if "people_session" in one["sql"] and not one["sql"].startswith("SELECT")]
    assert [sql.split()[0] for sql in written] == ["INSERT", "DELETE"]
    assert client.session["seen"] == 1
    assert Session.objects.get().session_key == client.session.session_key != before.session_key
    assert session_of(client).person == person


def test_a_sign_in_that_ends_in_an_error_loses_nothing_that_was_kept_signed_out() -> None:
    person = make_person()
    person.set_password("a-long-password")
    person.save()
    client = Client(raise_request_exception=False)
    before = client.session  # a visitor's
    before["seen"] = 1
    before.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = str(before.session_key)
    sent = {"login": person.email, "password": "a-long-password"}

    def fails(**given: Any) -> None:
        raise RuntimeError("On purpose.")

    user_logged_in.connect(fails)
    try:
        assert client.post("/account/login/", sent).status_code == 500
    finally:
        user_logged_in.disconnect(fails)
    assert Session.objects.get().person is None
    assert client.post("/account/login/", sent).status_code == 302
    assert client.session["seen"] == 1
    assert session_of(client).person == person


def test_whoever_is_signed_in_and_out_in_one_request_leaves_no_session() -> None:
    visitor = SessionStore()
    visitor["seen"] = 1
    visitor.save()
    visitor.cycle_key()
    visitor.flush()
    assert not Session.objects.exists()


def test_a_session_never_takes_the_row_of_another(monkeypatch: pytest.MonkeyPatch) -> None:
    other = signed_in(make_person())
    taken = session_of(other)
    monkeypatch.setattr("people.sessions.get_random_string", lambda *given: taken.session_key)
    store = SessionStore()
    store["seen"] = 1
    store.cycle_key()
    with pytest.raises(SessionInterrupted), transaction.atomic():
        store.save()
    assert Session.objects.get(session_key=taken.session_key).session_data == taken.session_data


def test_somebody_who_may_not_sign_in_any_more_is_out_at_once() -> None:
    person = make_person()
    client = signed_in(person)
    assert client.get(OWN_PAGE).status_code == 200
    Person.objects.filter(pk=person.pk).update(is_active=False)
    assert client.get(OWN_PAGE).status_code == 302


def test_a_changed_password_ends_the_other_sessions() -> None:
    person = make_person()
    client = signed_in(person)
    person.set_password("another-good-password")
    person.save()
    assert client.get(OWN_PAGE).status_code == 302


def test_rights_end_with_the_last_post_for_a_session_that_goes_on() -> None:
    person = make_board_member()
    day = clock.today()
    post = make_post(person, start=day - timedelta(days=900))
    client = signed_in(person)
    assert client.get("/board/").status_code == 200
    type(post).objects.filter(pk=post.pk).update(end=day - timedelta(days=1))
    assert client.get("/board/").status_code in (403, 404)


def test_a_person_read_with_a_session_is_given_once_and_only_by_their_own_key() -> None:
    one, other = make_person(), make_person()
    key = signed_in(one).session.session_key
    assert SessionStore(key).load()
    assert person_just_read(other.pk) is None
    assert SessionStore(key).load()
    assert person_just_read(one.pk) == one
    assert person_just_read(one.pk) is None


def test_a_person_read_for_one_request_is_read_anew_for_the_next(client: Client) -> None:
    person = make_person(first_name="Before")
    assert SessionStore(signed_in(person).session.session_key).load()
    Person.objects.filter(pk=person.pk).update(first_name="After")
    client.get("/")  # somebody else's request
    found: Any = PersonBackend().get_user(person.pk)
    assert found.first_name == "After"


def test_the_stamp_is_read_again_for_the_next_page() -> None:
    client = signed_in(make_person())
    before = client.get(OWN_PAGE).context["stamp"]
    raise_stamp()
    assert client.get(OWN_PAGE).context["stamp"] == before + 1


def test_a_session_that_is_over_opens_nothing() -> None:
    client = signed_in(make_person())
    Session.objects.update(expire_date=session_of(client).expire_date - timedelta(days=30))
    assert client.get(OWN_PAGE).status_code == 302


@pytest.fixture
def few_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever tries one key after another is stopped."""
    keys = iter(f"key{number}".ljust(32, "0") for number in range(5))
    monkeypatch.setattr(SessionStore, "_get_new_session_key", lambda self: next(keys))


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("few_keys")
@pytest.mark.parametrize("began", ["new", "as a visitor"])
def test_a_session_of_somebody_who_was_deleted_meanwhile_is_not_begun_and_says_so(began: str) -> None:
    person = make_person()
    session = SessionStore()
    if began == "as a visitor":
        session.create()
    session[SESSION_KEY] = str(person.pk)
    person.delete()
    with pytest.raises(SessionInterrupted):
        session.save()
    assert not Session.objects.exclude(person=None).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("few_keys")
def test_a_key_that_is_taken_is_passed_over() -> None:
    Session.objects.create(session_key="key0".ljust(32, "0"), session_data="", expire_date=timezone.now())
    session = SessionStore()
    session[SESSION_KEY] = str(make_person().pk)
    session.save()
    assert session.session_key == "key1".ljust(32, "0")


@pytest.mark.django_db(transaction=True)
def test_whoever_is_deleted_while_they_sign_in_is_answered_400_and_is_nobody() -> None:
    person = make_person()

    def sign_in_too_late(request: HttpRequest) -> HttpResponse:
        login(request, person, backend="people.backends.PersonBackend")
        Person.objects.filter(pk=person.pk).delete()
        return HttpResponse("Welcome")

    request = RequestFactory().get("/", HTTP_HOST="localhost")
    answer = convert_exception_to_response(SessionMiddleware(sign_in_too_late))(request)
    assert answer.status_code == 400
    assert not Session.objects.exclude(person=None).exists()


def test_a_sessions_text_that_was_tampered_with_says_nothing_before_and_after_it_was_read() -> None:
    written = SessionStore().encode({"who": "somebody"})
    tampered = written[:-1] + ("a" if written[-1] != "a" else "b")
    for text, said in ((tampered, {}), (written, {"who": "somebody"})) * 2:
        assert SessionStore().decode(text) == said


@pytest.mark.parametrize("length", [1, 5_000])
def test_what_one_request_does_to_its_session_is_unknown_to_the_next_that_reads_the_same_text(length: int) -> None:
    written = SessionStore().encode({"kept": [str(n) for n in range(length)]})
    SessionStore().decode(written)["kept"].append("another")
    assert len(SessionStore().decode(written)["kept"]) == length
