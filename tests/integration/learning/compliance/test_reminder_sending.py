"""What becomes of a letter, whatever the mail server says or doesn't say."""

import socket
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from core import slots
from core.models import AuditEntry
from learning.compliance import tasks
from learning.compliance.actions.reminder_sending import (
    IN_HAND_AT_MOST,
    NothingToSend,
    NotInATransaction,
    claim_next,
    let_be,
    send_again,
    send_letters,
)
from learning.compliance.models import LetterKind, LetterState, ReminderLetter
from tests.factories import make_person
from tests.integration.learning.compliance.mail_server import Server, mail_server

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)


def make_letter(**fields: Any) -> ReminderLetter:
    given = {"kind": LetterKind.DAILY, "day": DAY, "subject": "Your training", "text": "Hello", "person": None} | fields
    given["person"] = given["person"] or make_person()
    return ReminderLetter.objects.create(**given)


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    with mail_server() as one:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", one.port, 20
        yield one


def state_of(letter: ReminderLetter) -> tuple[str, str]:
    letter.refresh_from_db()
    return letter.state, letter.reason


def test_a_letter_goes_once_to_the_persons_address(server: Server) -> None:
    letter = make_letter()
    for _ in range(2):
        send_letters(seconds=5)
    letter.refresh_from_db()
    assert server.taken == {letter.person.email: 1}
    assert (letter.state, letter.email, letter.tries) == (LetterState.SENT, letter.person.email, 0)
    assert letter.sent_at is not None
    assert f"Message-ID: <reminder-{letter.pk}@localhost>" in server.texts[0]


def test_not_now_is_tried_again_later_and_goes_once(server: Server) -> None:
    server.to_recipient = lambda address: "450 greylisted, come back"
    letter = make_letter()
    send_letters(seconds=5)
    assert state_of(letter) == (LetterState.WAITING, "450 greylisted, come back")
    server.to_recipient = lambda address: "250 ok"
    send_letters(seconds=5)
    assert not server.taken  # its time hasn't come
    later = timezone.now() + timedelta(minutes=6)
    send_letters(seconds=5, now=lambda: later)
    assert state_of(letter)[0] == LetterState.SENT
    assert server.taken.total() == 1


def test_not_now_for_most_of_a_day_has_failed_with_the_servers_words(server: Server) -> None:
    server.to_letter = lambda address: "452 mailbox full"
    letter, now = make_letter(), timezone.now()
    for minutes in range(0, 24 * 60, 5):
        moment = now + timedelta(minutes=minutes)
        send_letters(seconds=5, now=lambda moment=moment: moment)
    assert state_of(letter) == (LetterState.FAILED, "452 mailbox full")


@pytest.mark.parametrize("asked", ["to_recipient", "to_letter"])
def test_a_refusal_is_kept_with_its_reason_and_not_tried_again(server: Server, asked: str) -> None:
    setattr(server, asked, lambda address: "550 no such person")
    letters = [make_letter(), make_letter()]
    send_letters(seconds=5)
    assert [state_of(letter) for letter in letters] == [(LetterState.FAILED, "550 no such person")] * 2
    send_letters(seconds=5, now=lambda: timezone.now() + timedelta(days=1))
    assert not server.taken


def test_while_the_server_is_down_everything_waits_and_then_goes_once(server: Server, settings: Any) -> None:
    letters = [make_letter() for _ in range(5)]
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = closed.getsockname()[1]
        send_letters(seconds=5)
    assert {state_of(letter)[0] for letter in letters} == {LetterState.WAITING}
    assert "refused" in ReminderLetter.objects.exclude(reason="").get().reason  # one was tried, the others spared
    settings.EMAIL_PORT = server.port
    send_letters(seconds=5, now=lambda: timezone.now() + timedelta(minutes=2))
    assert set(server.taken.values()) == {1}
    assert len(server.taken) == 5


def test_a_server_that_takes_nothing_from_this_site_fails_nobodys_letter(server: Server) -> None:
    server.to_sender = lambda address: "550 sender not allowed"
    letter = make_letter()
    send_letters(seconds=5)
    state, reason = state_of(letter)
    assert state == LetterState.WAITING
    assert "sender not allowed" in reason


def test_a_server_that_goes_away_in_the_middle_leaves_one_unknown_and_it_is_not_sent_again(server: Server) -> None:
    letters = [make_letter() for _ in range(3)]
    server.to_letter = lambda address: None if address == letters[1].person.email else "250 taken"
    send_letters(seconds=5)
    send_letters(seconds=5, now=lambda: timezone.now() + timedelta(days=1))
    states = [state_of(letter)[0] for letter in letters]
    assert states == [LetterState.SENT, LetterState.UNKNOWN, LetterState.SENT]
    assert server.taken.total() == 2


def test_a_server_slower_than_the_site_waits_leaves_one_unknown_and_the_pass_ends_in_its_time(
    server: Server, settings: Any
) -> None:
    settings.EMAIL_TIMEOUT, server.seconds_a_letter = 1, 1.5
    letter = make_letter()
    send_letters(seconds=1)
    assert state_of(letter)[0] == LetterState.UNKNOWN


def test_a_slow_server_is_left_for_the_next_pass_when_the_time_is_over(server: Server) -> None:
    server.seconds_a_letter = 0.3
    for _ in range(6):
        make_letter()
    send_letters(seconds=0.7)
    assert 1 <= server.taken.total() <= 4
    send_letters(seconds=10)
    assert server.taken.total() == 6


def test_a_connection_that_the_server_ends_between_letters_is_opened_again(server: Server) -> None:
    for _ in range(4):
        make_letter()
    told = server.to_sender
    calls = iter(range(100))
    server.to_sender = lambda address: told(address) if next(calls) != 2 else "421 too many, bye"
    send_letters(seconds=5)
    send_letters(seconds=5, now=lambda: timezone.now() + timedelta(minutes=2))
    assert set(server.taken.values()) == {1}
    assert len(server.taken) == 4


@pytest.mark.parametrize("fields", [{"email": None}, {"is_active": False}])
def test_who_can_no_longer_be_written_to_is_not(server: Server, fields: dict[str, Any]) -> None:
    letter = make_letter()
    type(letter.person).objects.filter(pk=letter.person_id).update(**fields)
    send_letters(seconds=5)
    assert state_of(letter)[0] == LetterState.DROPPED
    assert not server.taken


def test_an_address_that_the_server_cannot_take_fails_alone(server: Server) -> None:
    bad = make_letter(person=make_person(email="ann@example.org, ben@example.org"))
    good = make_letter()
    send_letters(seconds=5)
    assert (state_of(bad)[0], state_of(good)[0]) == (LetterState.FAILED, LetterState.SENT)


# -- Claims --------------------------------------------------------------------------------------------------------


def test_what_one_process_has_taken_no_other_takes() -> None:
    make_letter()
    now = timezone.now()
    first, second = claim_next(at=now), claim_next(at=now)
    assert first is not None
    assert second is None


def test_a_claim_that_nobody_answers_for_is_unknown_and_not_sent_again(server: Server) -> None:
    letter = make_letter()
    claim_next(at=timezone.now())
    send_letters(seconds=1)
    assert state_of(letter)[0] == LetterState.SENDING  # whoever has it may still be at it
    later = timezone.now() + IN_HAND_AT_MOST + timedelta(minutes=1)
    send_letters(seconds=1, now=lambda: later)
    assert state_of(letter)[0] == LetterState.UNKNOWN
    assert not server.taken


def test_letters_are_not_sent_inside_a_transaction() -> None:
    with transaction.atomic(), pytest.raises(NotInATransaction):
        send_letters(seconds=1)


def test_somebody_sends_an_unknown_letter_again_and_it_is_logged(server: Server) -> None:
    letter, by = make_letter(state=LetterState.UNKNOWN), make_person()
    send_again(letter=letter, by=by, at=timezone.now())
    send_letters(seconds=5)
    assert state_of(letter)[0] == LetterState.SENT
    assert AuditEntry.objects.get(act="reminder sent again").by == by
    with pytest.raises(NothingToSend):
        send_again(letter=letter, by=by, at=timezone.now())


def test_what_somebody_lets_be_is_off_the_list_and_logged() -> None:
    letter, by = make_letter(state=LetterState.FAILED), make_person()
    let_be(letter=letter, by=by)
    assert not ReminderLetter.objects.in_trouble().exists()
    assert AuditEntry.objects.get(act="reminder let be").by == by


def test_run_due_sends_what_waits_after_everything_else(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slots, "due", [])
    letter = make_letter(not_before=datetime(2026, 1, 1, tzinfo=timezone.get_default_timezone()))
    call_command("run_due")
    call_command("run_due")
    assert state_of(letter)[0] == LetterState.SENT
    assert server.taken.total() == 1


def test_the_worker_sends_too(server: Server) -> None:
    letter = make_letter()
    tasks.send_reminders.func()
    assert state_of(letter)[0] == LetterState.SENT
