"""Writing what a plan of a staff file says, many rows an INSERT."""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import models, transaction
from django.db.models.functions import Lower

from people.actions.keeping import tell_old_addresses
from people.imports.kinds import CHUNK, Change, Done, Line, Plan, chunks
from people.imports.staff.planning import Act
from people.models import Person, Post, PostOffer, StaffNumber

PERSON = ("email", "first_name", "last_name")
POST = ("person_id", "agency_id", "role_id", "kind", "start", "end", "line_manager_id")
NUMBER = ("person_id", "agency_id", "number")
OFFER = ("person_id", "agency_id", "role_id", "kind", "start", "end", "line_manager_id", "staff_number")


def facts(row: models.Model, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


class StaffWriter:
    """Carries out a plan. `keys` become those of people who are made on the way."""

    def __init__(self, plan: Plan) -> None:
        self.lines = [line for line in plan.lines if line.do is not None]
        self.keys: dict[str, int] = {}
        self.changes: dict[int, list[Change]] = {}

    def run(self) -> Iterator[Done]:
        # All people first: anybody may be another's manager.
        for write in (self.make_people, self.change_people, self.give_numbers, self.end_posts, self.change_posts,
                      self.make_posts, self.make_offers):  # fmt: skip
            for chunk in chunks(self.lines):
                write(chunk)
        for line in self.lines:
            yield Done(line, self.changes.get(id(line), []))

    def note(self, line: Line, change: Change) -> None:
        self.changes.setdefault(id(line), []).append(change)

    def person(self, act: Act) -> int:
        return act.person.pk or self.keys[act.person.key]

    def manager(self, key: int | str | None) -> int | None:
        return self.keys.get(key) if isinstance(key, str) else key or None

    def make_people(self, chunk: Sequence[Line]) -> None:
        lines = [line for line in chunk if line.do.make_person]
        people = [
            Person(
                email=line.do.person.email or None, first_name=line.do.person.first_name,
                last_name=line.do.person.last_name, password=f"{UNUSABLE_PASSWORD_PREFIX}{secrets.token_urlsafe(30)}",
            )
            for line in lines
        ]  # fmt: skip
        Person.objects.bulk_create(people)
        forget_claims([person.email for person in people if person.email])
        for line, person in zip(lines, people, strict=True):
            self.keys[line.do.person.key] = person.pk
            self.note(line, Change("people.Person", person.pk, None, facts(person, PERSON)))

    def change_people(self, chunk: Sequence[Line]) -> None:
        lines = [line for line in chunk if line.do.person_fields]
        found = Person.objects.in_bulk([line.do.person.pk for line in lines])
        former = []
        for line in lines:
            person = found[line.do.person.pk]
            if person.email and "email" in line.do.person_fields:
                former.append(person.email)
            before = facts(person, list(line.do.person_fields))
            for name, value in line.do.person_fields.items():
                setattr(person, name, value)
            self.note(line, Change("people.Person", person.pk, before, dict(line.do.person_fields)))
        Person.objects.bulk_update(found.values(), PERSON, batch_size=CHUNK // 4)
        moved = [found[line.do.person.pk] for line in lines if "email" in line.do.person_fields]
        EmailAddress.objects.filter(user__in=moved).delete()
        forget_claims([person.email for person in moved if person.email])
        if former:
            transaction.on_commit(lambda: tell_old_addresses(former))

    def give_numbers(self, chunk: Sequence[Line]) -> None:
        lines = [line for line in chunk if line.do.number]
        there = {
            (row.person_id, row.agency_id): row
            for row in StaffNumber.objects.filter(person__in=[line.do.person.pk for line in lines if line.do.person.pk])
        }
        fresh, changed = [], []
        for line in lines:
            agency, number = line.do.number
            row = there.get((line.do.person.pk, agency))
            if row:
                changed.append((line, row, {"number": row.number}))
                row.number = number
            else:
                fresh.append((line, StaffNumber(person_id=self.person(line.do), agency_id=agency, number=number)))
        # One number may pass from one person to another in the same file: the old are let go before.
        for _, row, _ in changed:
            StaffNumber.objects.filter(pk=row.pk).update(number=f"~{row.pk}")
        StaffNumber.objects.bulk_update([row for _, row, _ in changed], ["number"], batch_size=CHUNK // 2)
        StaffNumber.objects.bulk_create([row for _, row in fresh])
        for line, row, before in changed:
            self.note(line, Change("people.StaffNumber", row.pk, before, {"number": row.number}))
        for line, row in fresh:
            self.note(line, Change("people.StaffNumber", row.pk, None, facts(row, NUMBER)))

    def end_posts(self, chunk: Sequence[Line]) -> None:
        """End the posts that others take the place of, before those are made."""
        self.update([(line, line.do.left, {"end": line.do.left_end}) for line in chunk if line.do.left])

    def change_posts(self, chunk: Sequence[Line]) -> None:
        wanted = []
        for line in chunk:
            if line.do.post and line.do.post_fields:
                fields = dict(line.do.post_fields)
                if "line_manager_id" in fields:
                    fields["line_manager_id"] = self.manager(fields["line_manager_id"])
                wanted.append((line, line.do.post, fields))
        self.update(wanted)

    def update(self, wanted: Sequence[tuple[Line, int, dict[str, Any]]]) -> None:
        found = Post.objects.in_bulk([pk for _, pk, _ in wanted])
        names: set[str] = set()
        for line, pk, fields in wanted:
            before = facts(found[pk], list(fields))
            for name, value in fields.items():
                setattr(found[pk], name, value)
            names |= fields.keys()
            self.note(line, Change("people.Post", pk, before, fields))
        if found:
            plain = sorted(name.removesuffix("_id") for name in names)
            Post.objects.bulk_update(found.values(), plain, batch_size=CHUNK // 4)

    def make_posts(self, chunk: Sequence[Line]) -> None:
        lines = [line for line in chunk if line.do.make_post]
        posts = []
        for line in lines:
            fields = dict(line.do.post_fields)
            fields["line_manager_id"] = self.manager(fields.get("line_manager_id"))
            posts.append(Post(person_id=self.person(line.do), **fields))
        Post.objects.bulk_create(posts)
        for line, post in zip(lines, posts, strict=True):
            self.note(line, Change("people.Post", post.pk, None, facts(post, POST)))

    def make_offers(self, chunk: Sequence[Line]) -> None:
        lines = [line for line in chunk if line.do.offer]
        offers = []
        for line in lines:
            fields = dict(line.do.post_fields)
            fields["line_manager_id"] = self.manager(fields["line_manager_id"])
            offers.append(PostOffer(person_id=line.do.person.pk, **fields))
        PostOffer.objects.bulk_create(offers)
        for line, offer in zip(lines, offers, strict=True):
            self.note(line, Change("people.PostOffer", offer.pk, None, facts(offer, OFFER)))


def forget_claims(emails: Iterable[str]) -> None:
    """Drop what allauth keeps of others who claim these addresses: each is now the person's whom a file gave it."""
    low = [email.lower() for email in emails]
    if low:
        EmailAddress.objects.alias(low=Lower("email")).filter(low__in=low).delete()
