"""Finding people."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import CharField, DateField, Q, QuerySet
from django.db.models.functions import Lower

from core.statements import Given, Statement
from people.lookalikes import Known, Pair, lookalikes
from people.models import Agency, AgencyLead, Person, Post, PostOffer, StaffNumber

MOST_PAIRS = 100
RIGHTS_REST = (
    "They left with rights on this site, which a post would bring back. An administrator has to look at them first."
)


# As its unique index has it: asked in upper case (`iexact`) it would be looked for among everybody at each sign-in.
AT: Statement[Person] = Statement(
    lambda: Person.objects.alias(lower=Lower("email")).filter(lower=Lower(Given("email", CharField()))).order_by()
)


def person_at(email: str | None) -> Person | None:
    """Return the person who signs in with this address, whatever its case; None for an unknown or empty one.

    The address on the person is the only one: allauth's own table holds no more than a change that waits to be
    confirmed, and may still hold an address that has since been given to somebody else.
    """
    email = (email or "").strip()
    return AT.first(email=email) if email else None


def resting_among(people: Iterable[int], *, on: date) -> set[int]:
    """Return the keys of those of some people who left with rights that a post would bring back, in one query."""
    leavers = Person.objects.with_resting_rights(on=on).filter(pk__in=list(people)).order_by()
    return set(leavers.values_list("pk", flat=True))


def _offers_waiting() -> QuerySet[PostOffer]:
    on: Any = Given("on", DateField())
    waiting = PostOffer.objects.filter(Q(end=None) | Q(end__gte=on), person=Given("person"), declined_at=None)
    return waiting.select_related("agency", "role")


# Everybody's own page asks it.
OFFERS_WAITING: Statement[PostOffer] = Statement(_offers_waiting)


def offers_to(person: Any, *, on: date) -> list[PostOffer]:
    """Return the posts that agencies' files give to somebody who hasn't said yet whether they are theirs, and that
    aren't over on a day."""
    return OFFERS_WAITING.run(person=person.pk, on=on)


def records_of(person: Person) -> set[int]:
    """Return the keys of a person's record and of all that were merged into it, one after another."""
    found, fresh = {person.pk}, {person.pk}
    while fresh:
        fresh = set(Person.objects.filter(merged_into__in=fresh).order_by().values_list("pk", flat=True)) - found
        found |= fresh
    return found


def agencies_of(reader: Any, *, on: date) -> QuerySet[Agency]:
    """Return the agencies whose training `reader` checks on a day: those they lead and all below, or everybody's."""
    if reader.has_perm("people.view_everyone"):
        return Agency.objects.order_by("path")
    return agencies_led_by(reader, on=on)


def agencies_led_by(reader: Any, *, on: date) -> QuerySet[Agency]:
    """Return the agencies that `reader` leads on a day, and all below."""
    below = Q(pk__in=[])
    for path in AgencyLead.objects.held_on(on).filter(person=reader).values_list("agency__path", flat=True):
        below |= Q(path__startswith=path)
    return Agency.objects.filter(below).order_by("path")


def found_people(words: str) -> QuerySet[Person]:
    """Return the people whom some words find, each in a name or email, or as a staff number in full."""
    people = Person.objects.filter(merged_into=None)
    for word in words.split():
        named = Q(first_name__icontains=word) | Q(last_name__icontains=word) | Q(email__icontains=word)
        numbered = StaffNumber.objects.filter(number__iexact=word).values("person")
        people = people.filter(named | Q(pk__in=numbered))
    return people.order_by("last_name", "first_name", "pk")


def possible_duplicates() -> list[tuple[Pair, Person, Person]]:
    """Return people who may be one and the same, the likeliest pairs first, in three queries."""
    agencies: dict[int, set[int]] = defaultdict(set)
    for person, agency in Post.objects.order_by().values_list("person", "agency"):
        agencies[person].add(agency)
    rows = Person.objects.filter(merged_into=None).order_by().values_list("pk", "first_name", "last_name", "email")
    known = [
        Known(key, first, last, email or "", frozenset(agencies.get(key, ())))
        for key, first, last, email in rows.iterator()
    ]
    pairs = lookalikes(known)[:MOST_PAIRS]
    people = Person.objects.in_bulk({key for pair in pairs for key in (pair.one, pair.other)})
    return [(pair, people[pair.one], people[pair.other]) for pair in pairs]
