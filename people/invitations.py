"""The letter with the link by which somebody chooses a password. What it follows stands whether or not it goes."""

import logging

from django.http import HttpRequest

from core import audit
from people.forms import ResetPasswordForm
from people.models import Person

logger = logging.getLogger(__name__)
NOT_SENT = "the mail server couldn’t be reached, so the link to choose a password wasn’t sent"


def invite(request: HttpRequest, person: Person) -> str:
    """Send somebody the link to choose a password. Return nothing, or why it wasn't sent, as the end of a sentence."""
    form = ResetPasswordForm({"email": person.email or ""})
    if not person.is_active or not form.is_valid():
        return f"{person} has no email, or may not sign in, so there is nowhere to send the link"
    try:
        form.save(request)
    except OSError:
        logger.exception("The link to choose a password could not be sent.")
        return NOT_SENT
    audit.record("invitation sent", person, by=request.user)
    return ""
