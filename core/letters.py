"""Sending letters that are written down: each claimed, in a transaction that has ended, before the mail server hears of
it. Whatever stops the process then, no letter goes twice, and those that were in its hands are shown as unknown.
Source: docs/decisions/0017.
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import models
from django.db.models import F

from core import clock
from core.kept import in_a_transaction
from core.mail import Delivery, Outcome, close, deliver
from core.models import LetterState

# Longer than any exchange with a mail server can take: ten steps of EMAIL_TIMEOUT, and room.
IN_HAND_AT_MOST = timedelta(minutes=10)
A_WHILE = timedelta(minutes=1)
# The waits after each "not now" of the mail server, in minutes: some sixteen hours in all, then it has failed.
WAITS = (5, 15, 30, 60, 120, 240, 480)


class NotInATransaction(RuntimeError):
    """Raised when letters are sent inside a transaction: a claim that isn't committed protects from nothing."""


class Sender:
    """Sends the letters of one `model`, a `core.models.OutgoingLetter`; `name` begins their ids."""

    def __init__(self, model: type[models.Model], name: str) -> None:
        self.letters: Any = model._default_manager
        self.name = name

    def send_letters(self, *, seconds: float, now: Callable[[], datetime] = clock.now) -> Counter[str]:
        """Send the letters that wait, for so many seconds at most, and return how many came to which end.

        May run in any number of processes at once. Stops early when the mail server can't be reached.
        """
        if in_a_transaction():
            raise NotInATransaction("Letters are sent one by one, each with its claim committed first.")
        began, ends = now(), Counter[str]()
        ends[LetterState.UNKNOWN] += self.give_up_claims(at=began)
        connection: Any = get_connection()
        try:
            while now() - began < timedelta(seconds=seconds):
                letter = self.claim_next(at=now())
                if letter is None:
                    break
                delivery = self.send(letter, connection)
                ends[self.settle(letter, delivery, at=now())] += 1
                if delivery is not None and delivery.outcome is Outcome.NO_SERVER:
                    break
        finally:
            close(connection)
        return ends

    def give_up_claims(self, *, at: datetime) -> int:
        """Show as unknown the letters that a process took and never said what became of. They are not sent again."""
        lost = self.letters.filter(state=LetterState.SENDING, claimed_at__lt=at - IN_HAND_AT_MOST)
        count: int = lost.update(
            state=LetterState.UNKNOWN, reason="The process that sent it was stopped before it could say."
        )
        return count

    def claim_next(self, *, at: datetime) -> Any:
        """Take the next letter into this process's hands, in a committed write that only one process can win."""
        while True:
            to_send = self.letters.filter(state=LetterState.WAITING, not_before__lte=at)
            key = to_send.order_by("not_before", "pk").values_list("pk", flat=True).first()
            if key is None:
                return None
            mine = uuid4()
            waiting = self.letters.filter(pk=key, state=LetterState.WAITING)
            if waiting.update(state=LetterState.SENDING, claim=mine, claimed_at=at):
                return self.letters.select_related("person").get(pk=key)

    def send(self, letter: Any, connection: Any) -> Delivery | None:
        """Hand a claimed letter to the mail server. None: it isn't to be sent, for its person can't be written to."""
        person = letter.person
        if not person.is_active or not person.email:
            return None
        return deliver(self.message_of(letter), connection)

    def message_of(self, letter: Any) -> EmailMessage:
        """Return a letter as mail. Its id is always the same, so that a mail program shows a repeat as one."""
        host = urlsplit(settings.BASE_URL).hostname or "localhost"
        headers = {
            "Message-ID": f"<{self.name}-{letter.pk}@{host}>",
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        }
        return EmailMessage(letter.subject, letter.text, to=[str(letter.person.email)], headers=headers)

    def settle(self, letter: Any, delivery: Delivery | None, *, at: datetime) -> str:
        """Write down what became of a letter, and return the state that it is in now.

        Only by whoever claimed it: an answer that comes after the claim was given up still tells the truth about it.
        """
        after = after_of(letter, delivery, at)
        self.letters.filter(pk=letter.pk, claim=letter.claim).exclude(state=LetterState.SENT).update(**after)
        return str(after["state"])


def after_of(letter: Any, delivery: Delivery | None, at: datetime) -> dict[str, Any]:
    """Return what a letter's row says after it was handed over, or after nobody could be written to."""
    if delivery is None:
        return {"state": LetterState.DROPPED, "reason": "Nobody may be written to here: no sign-in, or no email."}
    reason, email = delivery.reason, letter.person.email or ""
    match delivery.outcome:
        case Outcome.TAKEN:
            return {"state": LetterState.SENT, "sent_at": at, "email": email, "reason": ""}
        case Outcome.NO_SERVER:
            # Behind the others, so that one letter that the server hangs up on doesn't hold them all back.
            return {"state": LetterState.WAITING, "reason": reason, "not_before": at + A_WHILE}
        case Outcome.UNKNOWN:
            return {"state": LetterState.UNKNOWN, "reason": reason, "email": email}
        case Outcome.NOT_NOW if again := next_try(letter.tries + 1, at):
            return {"state": LetterState.WAITING, "reason": reason, "tries": F("tries") + 1, "not_before": again}
        case _:
            return {"state": LetterState.FAILED, "reason": reason, "email": email}


def next_try(tries: int, now: datetime) -> datetime | None:
    """Return when to try again after the mail server has said "not now" `tries` times, or None: it has failed."""
    return now + timedelta(minutes=WAITS[tries - 1]) if 1 <= tries <= len(WAITS) else None
