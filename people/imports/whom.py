"""Who a row is about, where the people are there already: absences and completions name them by number or email."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from django.db.models import Q
from django.db.models.functions import Lower

from people.imports.kinds import Scope, chunks
from people.imports.rules import is_with_others
from people.models import Person, Post, StaffNumber

UNKNOWN = (
    "Nobody here has this {what}. Bring the staff file first, or put it right."  # the same words for one of others'
)


class Names(Protocol):
    """A row that names somebody. `agency` is 0 where the row says none."""

    staff_number: str
    email: str
    agency: int
    problems: list[str]
    person: int
    who: str


@dataclass
class _Found:
    names: dict[int, str] = field(default_factory=dict)
    by_email: dict[str, int] = field(default_factory=dict)
    by_number: dict[str, dict[int, int]] = field(default_factory=dict)  # number → agency → person


def find_people(rows: Sequence[Names], scope: Scope, *, today: date) -> None:
    """Fill in `person` and `who` of each row, a fixed number of queries a chunk; those not found get a problem.

    Whoever left these agencies and has been elsewhere since stays as the row calls them.
    """
    for chunk in chunks(rows):
        found = _load(chunk, scope, today)
        for row in chunk:
            person = _whose(row, found)
            if person:
                row.person, row.who = person, found.names.get(person, row.who)


def _load(chunk: Iterable[Names], scope: Scope, today: date) -> _Found:
    found = _Found()
    emails = {row.email for row in chunk if row.email}
    numbers = {row.staff_number for row in chunk if row.staff_number}
    for person, agency, number in StaffNumber.objects.filter(number__in=numbers, agency__in=scope.keys).values_list(
        "person", "agency", "number"
    ):
        found.by_number.setdefault(number, {})[agency] = person
    people = Person.objects.alias(low=Lower("email")).filter(low__in=emails)
    if not scope.everybody:
        posts = Post.objects.filter(agency__in=scope.keys).order_by().values("person")
        held = StaffNumber.objects.filter(agency__in=scope.keys).values("person")
        people = people.filter(Q(pk__in=posts) | Q(pk__in=held))
    found.by_email = {email.lower(): pk for pk, email in people.values_list("pk", "email")}
    keys = {*found.by_email.values(), *(pk for held in found.by_number.values() for pk in held.values())}
    keys -= _with_others(keys, scope, today)
    for pk, first, last in Person.objects.filter(pk__in=keys).values_list("pk", "first_name", "last_name"):
        found.names[pk] = f"{first} {last}".strip()
    return found


def _with_others(people: Iterable[int], scope: Scope, today: date) -> set[int]:
    if scope.everybody:
        return set()
    ends: dict[int, tuple[list[date | None], list[date | None]]] = {}
    posts = Post.objects.filter(person__in=people).order_by()
    for person, agency, end in posts.values_list("person", "agency", "end"):
        ends.setdefault(person, ([], []))[agency not in scope.keys].append(end)
    return {person for person, (inside, outside) in ends.items() if is_with_others(inside, outside, today=today)}


def _whose(row: Names, found: _Found) -> int:
    held = found.by_number.get(row.staff_number, {})
    by_number = held.get(row.agency, 0)
    if row.staff_number and not row.agency:
        people = set(held.values())
        if len(people) > 1 and row.email not in found.by_email:
            row.problems.append(f"The staff number {row.staff_number} is used in more than one agency. Add the agency.")
            return 0
        by_number = next(iter(people)) if len(people) == 1 else 0
    by_email = found.by_email.get(row.email, 0) if row.email else 0
    if by_number and by_email and by_number != by_email:
        row.problems.append("The staff number and the email are of two different people. Put one of them right.")
        return 0
    if not by_number and not by_email:
        what = " and ".join(name for name, said in (("staff number", row.staff_number), ("email", row.email)) if said)
        if what:
            row.problems.append(UNKNOWN.format(what=what))
    return by_number or by_email
