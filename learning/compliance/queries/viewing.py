"""What of this room is somebody's to see."""

from datetime import date
from typing import Any, NamedTuple

from django.contrib.auth.models import Permission
from django.db.models import Exists, OuterRef, Q

from people.models import Agency, AgencyLead, Person, Post, PostQuerySet
from people.queries import agencies_of

__all__ = ["Ways", "agencies_of", "posts_below", "ways_of"]


class Ways(NamedTuple):
    team: bool
    agencies: bool
    board: bool


def ways_of(person: Any, *, on: date) -> Ways:
    """Return whether `person` has a team, agencies and the board's figures to look at on a day, in two queries.

    For the way around. Access itself is asked where it is used.
    """
    granted = Permission.objects.filter(Q(group__user=OuterRef("pk")) | Q(user=OuterRef("pk")))
    granted = granted.filter(content_type__app_label="people")
    team, leads, everyone, board = Person.objects.filter(pk=person.pk).values_list(
        Exists(Post.objects.reporting_to(person, on=on).order_by()),
        Exists(AgencyLead.objects.held_on(on).filter(person=OuterRef("pk"))),
        Exists(granted.filter(codename="view_everyone")),
        Exists(granted.filter(codename="view_board")),
    ).get()  # fmt: skip
    return Ways(team, leads or everyone or person.is_superuser, board or person.is_superuser)


def posts_below(agency: Agency) -> PostQuerySet:
    """Return the posts of an agency and of those below it. The caller has asked who may see the agency."""
    return Post.objects.filter(agency__path__startswith=agency.path)
