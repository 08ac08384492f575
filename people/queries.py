"""Finding people."""

from people.models import Person


def person_at(email: str | None) -> Person | None:
    """Return the person who signs in with this address, whatever its case; None for an unknown or empty one.

    The address on the person is the only one: allauth's own table holds no more than a change that waits to be
    confirmed, and may still hold an address that has since been given to somebody else.
    """
    email = (email or "").strip()
    return Person.objects.filter(email__iexact=email).first() if email else None
