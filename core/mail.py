"""Handing one letter to the mail server, and saying truthfully what became of it.

Whoever calls must know whether a letter may be sent again. Only an answer of the server says so: silence after the
letter was begun may mean that it has arrived.
"""

from dataclasses import dataclass
from enum import Enum
from smtplib import (
    SMTPDataError,
    SMTPException,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)
from typing import Any

from django.core.mail import EmailMessage

CLOSING = 421  # the server's "I am going away", whatever it is answering


class Outcome(Enum):
    TAKEN = "the mail server took it"
    NOT_NOW = "the mail server said not now: it wasn't sent"
    REFUSED = "the mail server refused it for good"
    UNKNOWN = "the connection broke off after it was begun: it may have arrived"
    NO_SERVER = "the mail server can't be reached, or takes nothing from this site: it wasn't sent"


@dataclass(frozen=True)
class Delivery:
    outcome: Outcome
    reason: str = ""  # the server's own words, or the system's


def deliver(message: EmailMessage, connection: Any) -> Delivery:
    """Send a letter to one recipient over a connection that is kept for several, and say what became of it."""
    try:
        ready(connection)
    except (OSError, SMTPException) as error:
        close(connection)
        return Delivery(Outcome.NO_SERVER, in_words(error))
    try:
        connection.send_messages([message])
    except (SMTPRecipientsRefused, SMTPDataError) as error:
        return answered(*code_and_words(error))
    except (UnicodeError, SMTPNotSupportedError, ValueError) as error:
        # The letter itself can't be sent: an address that the server can't take, or a line break in a heading.
        close(connection)
        return Delivery(Outcome.REFUSED, in_words(error))
    except SMTPSenderRefused as error:
        close(connection)
        return Delivery(Outcome.NO_SERVER, in_words(error))
    except (OSError, SMTPException) as error:
        close(connection)
        return Delivery(Outcome.UNKNOWN, in_words(error))
    return Delivery(Outcome.TAKEN)


def ready(connection: Any) -> None:
    """Open the connection, or make sure that it still stands: a server may end one that is idle or has sent enough."""
    server = getattr(connection, "connection", None)
    if server is not None:
        try:
            if server.noop()[0] != 250:
                close(connection)
        except (OSError, SMTPException):
            close(connection)
    connection.open()


def close(connection: Any) -> None:
    """Let go of a connection that may be broken."""
    try:
        connection.close()
    except (OSError, SMTPException):
        connection.connection = None


def code_and_words(error: SMTPRecipientsRefused | SMTPDataError) -> tuple[int, str]:
    words: bytes | str
    if isinstance(error, SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
    else:
        code, words = error.smtp_code, error.smtp_error
    return code, words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)


def answered(code: int, words: str) -> Delivery:
    reason = f"{code} {words}"[:500]
    if code == CLOSING:
        return Delivery(Outcome.NO_SERVER, reason)
    return Delivery(Outcome.NOT_NOW if 400 <= code < 500 else Outcome.REFUSED, reason)


def in_words(error: Exception) -> str:
    name = "disconnected" if isinstance(error, SMTPServerDisconnected) else type(error).__name__
    return f"{name}: {error}"[:500]
