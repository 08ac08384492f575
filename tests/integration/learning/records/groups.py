"""Group sessions for the tests. Each call makes one thing."""

from datetime import date
from decimal import Decimal
from typing import Any

from learning.records.actions import record_group_session
from learning.records.models import GroupDraft, GroupSession
from people.models import Agency, Person, Post
from tests import factories
from tests.integration.learning.making import TODAY, make_course

HELD_ON = date(2026, 11, 2)


def make_staff(size: int, agency: Agency, **fields: Any) -> list[Person]:
    """Return people with a post in an agency since long ago, whose names sort as they were made."""
    start = Person.objects.count()
    people = Person.objects.bulk_create(
        Person(email=f"staff-{start + n}@example.org", first_name="Staff", last_name=f"Member {start + n:05}")
        for n in range(size)
    )
    role = fields.pop("role", None) or factories.make_role()
    given = {"agency": agency, "role": role, "start": factories.LONG_AGO} | fields
    Post.objects.bulk_create(Post(person=one, **given) for one in people)
    return people


def make_draft(by: Any, agency: Agency, **fields: Any) -> GroupDraft:
    given: dict[str, Any] = {"course": None, "held_on": HELD_ON, "hours": Decimal(2), "reference": "In the office"}
    given |= fields
    given["course"] = given["course"] or make_course()
    return GroupDraft.objects.create(by=by, agency=agency, **given)


def make_session(by: Any, agency: Agency, people: list[Person], **fields: Any) -> GroupSession:
    draft = make_draft(by, agency, **fields)
    return record_group_session(draft=draft, people=[one.pk for one in people], by=by, today=TODAY)
