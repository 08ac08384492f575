"""Sending reminders, as `core.letters` sends whatever is written down; and what somebody says of those in trouble."""

from datetime import datetime
from typing import Any

from django.db import transaction

from core import audit
from core.letters import IN_HAND_AT_MOST, NotInATransaction, Sender
from core.models import LetterState
from learning.compliance.models import ReminderLetter

__all__ = [
    "IN_HAND_AT_MOST",
    "NotInATransaction",
    "NothingToSend",
    "claim_next",
    "give_up_claims",
    "let_be",
    "send_again",
    "send_letters",
]

_sender = Sender(ReminderLetter, "reminder")
send_letters = _sender.send_letters
give_up_claims = _sender.give_up_claims
claim_next = _sender.claim_next


class NothingToSend(ValueError):
    """Raised, with a sentence for the reader, for a letter that can't be sent again."""


@transaction.atomic
def send_again(*, letter: ReminderLetter, by: Any, at: datetime) -> None:
    """Let a letter that failed, or may not have arrived, go once more, because somebody says so. It is logged.

    Raises NothingToSend for one in any other state.
    """
    troubled = ReminderLetter.objects.in_trouble().filter(pk=letter.pk)
    back = {"state": LetterState.WAITING, "tries": 0, "not_before": at, "claim": None, "claimed_at": None}
    before = {"state": letter.state, "reason": letter.reason}
    if not troubled.update(**back):
        raise NothingToSend("This reminder has been sent, or somebody has seen to it already.")
    audit.record("reminder sent again", letter, by=by, before=before)


@transaction.atomic
def let_be(*, letter: ReminderLetter, by: Any) -> None:
    """Take a letter that failed, or may not have arrived, off the list of those that somebody should see to."""
    if ReminderLetter.objects.in_trouble().filter(pk=letter.pk).update(seen_to_by=by):
        audit.record("reminder let be", letter, by=by, before={"state": letter.state, "reason": letter.reason})
