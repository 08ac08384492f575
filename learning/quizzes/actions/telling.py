"""Writing to people about their attempts. What is written stands on the attempt's own page too."""

import logging
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction

from learning.quizzes.models import Attempt

logger = logging.getLogger(__name__)


def tell(attempts: Sequence[Attempt], *, subject: str, words: str) -> None:
    """Write to each attempt's person, once the transaction stands; `words` go before the address of the result.

    Somebody without an email address isn't written to. Mail that can't be sent is logged and undoes nothing: the
    result says the same.
    """
    letters = [
        EmailMessage(
            subject=f"{subject}: {attempt.terms['title']}",
            body=f"Dear {attempt.person.get_short_name()},\n\n{words}\n\n{address_of(attempt)}\n",
            to=[attempt.person.email],
        )
        for attempt in attempts
        if attempt.person.email and attempt.person.is_active
    ]
    if letters:
        transaction.on_commit(lambda: _send(letters))


def address_of(attempt: Attempt) -> str:
    return f"{settings.BASE_URL}{attempt.get_absolute_url()}"


def _send(letters: list[EmailMessage]) -> None:
    try:
        with get_connection() as connection:
            connection.send_messages(letters)
    except OSError:
        logger.exception("results of attempts could not be written to %s people", len(letters))
