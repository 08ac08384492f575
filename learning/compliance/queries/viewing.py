"""Which of this room's screens are somebody's to see: for the way around, never for access itself."""

from datetime import date
from typing import NamedTuple

from django.contrib.auth.models import Permission
from django.db.models import Exists, OuterRef, Q

from people.models import AgencyLead, Person, Post


class Ways(NamedTuple):
    team: bool
    agencies: bool
    board: bool


def ways_of(person: Person, *, on: date) -> Ways:
    """Return whether `person` has a team, agencies and the board's figures to look at on a day, in two queries."""
    granted = Permission.objects.filter(Q(group__user=OuterRef("pk")) | Q(user=OuterRef("pk")))
    granted = granted.filter(content_type__app_label="people")
    team, leads, everyone, board = Person.objects.filter(pk=person.pk).values_list(
        Exists(Post.objects.reporting_to(person, on=on).order_by()),
        Exists(AgencyLead.objects.held_on(on).filter(person=OuterRef("pk"))),
        Exists(granted.filter(codename="view_everyone")),
        Exists(granted.filter(codename="view_board")),
    ).get()  # fmt: skip
    return Ways(team, leads or everyone or person.is_superuser, board or person.is_superuser)
