"""People added and mended by the team: names and addresses, never rights."""

import logging
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction

from core import audit
from people.models import Person

logger = logging.getLogger(__name__)
CHANGED = """The email address that you sign in with at {address} was changed to another.

If you know of it, there is nothing to do. If you don't, tell the workforce development team at once.
"""


class NotTheirs(ValueError):
    """Raised, with a sentence for the reader, where somebody's rights put them beyond the one who acts."""


def refuse_the_powerful(person: Person, *, by: Any) -> None:
    """Raise NotTheirs for a person on whom something hangs, unless `by` is a superuser: whoever changes an address can
    sign in as its owner, and so would hand themselves what they don't have."""
    if by.is_superuser or person.pk == by.pk:
        return
    if Person.objects.with_beyond().filter(pk=person.pk, beyond=True).exists():
        raise NotTheirs(f"{person} has rights on this site. Only an administrator changes their details.")


def refuse_to_invite(person: Person, *, by: Any) -> None:
    """Raise NotTheirs for a person with rights. A lead may be invited: it goes to the address that they have."""
    held = Person.objects.with_rights_held().filter(pk=person.pk).values_list("holds_rights", flat=True).first()
    if held or person.is_staff:
        refuse_the_powerful(person, by=by)


@transaction.atomic
def add_person(*, first_name: str, last_name: str, email: str | None, by: Any) -> Person:
    """Add somebody who chooses their own password by email, or with no email never signs in. Gives no rights."""
    person = Person.objects.create_user(email, None, first_name=first_name, last_name=last_name)
    audit.record("person added", person, by=by, after=facts_of(person))
    return person


@transaction.atomic
def mend_person(*, person: Person, first_name: str, last_name: str, email: str | None, by: Any) -> Person:
    """Change somebody's name or email. The old address is told that it was changed; the new one isn't named there.

    Raises NotTheirs for somebody with rights.
    """
    refuse_the_powerful(person, by=by)
    stored = Person.objects.select_for_update().get(pk=person.pk)
    before, old = facts_of(stored), stored.email
    stored.first_name, stored.last_name = first_name, last_name
    stored.email = Person.objects.clean_email(email)
    stored.save(update_fields=["first_name", "last_name", "email"])
    if before != facts_of(stored):
        audit.record("person changed", stored, by=by, before=before, after=facts_of(stored))
    if old and old != stored.email:
        transaction.on_commit(lambda: tell_old_addresses([old]))
    return stored


def tell_old_addresses(addresses: Iterable[str]) -> None:
    """Write to addresses that were somebody's. The change stands whether or not the mail goes."""
    text = CHANGED.format(address=settings.BASE_URL)
    connection = get_connection()
    try:
        connection.open()
        for address in addresses:
            tell_old_address(address, text, connection)
        connection.close()
    except OSError:
        logger.exception("No mail server: old addresses could not be told that they were changed.")


def tell_old_address(address: str, text: str, connection: Any) -> None:
    try:
        EmailMessage("Your email address was changed", text, to=[address], connection=connection).send()
    except OSError:
        logger.exception("The old address could not be told that it was changed.")


def facts_of(person: Person) -> dict[str, Any]:
    return {"first_name": person.first_name, "last_name": person.last_name, "email": person.email}
