"""What of this room is somebody's to see."""

from datetime import date
from typing import Any, NamedTuple

from django.db.models import DateField, Exists, OuterRef

from core.statements import Given, Statement
from people.models import Agency, AgencyLead, Person, Post, PostQuerySet
from people.queries import agencies_of

__all__ = ["Ways", "agencies_of", "posts_below", "ways_of"]


class Ways(NamedTuple):
    team: bool
    agencies: bool
    board: bool


def _named_for() -> Any:
    on: Any = Given("on", DateField())
    managed = Post.objects.held_on(on).filter(line_manager=OuterRef("pk")).exclude(person=OuterRef("pk"))
    leads = AgencyLead.objects.held_on(on).filter(person=OuterRef("pk"))
    return Person.objects.filter(pk=Given("person")).order_by().values_list(Exists(managed.order_by()), Exists(leads))


# Everybody's first page after signing in asks it.
NAMED_FOR: Statement[tuple[bool, bool]] = Statement(_named_for)


def ways_of(person: Any, *, on: date) -> Ways:
    """Return whether `person` has a team, agencies and the board's figures to look at on a day.

    One query for most people; two more for whoever is named as somebody's line manager. For the way around: access
    itself is asked where it is used.
    """
    managed, leads = NAMED_FOR.first(person=person.pk, on=on) or (False, False)
    return Ways(
        team=managed and Post.objects.reporting_to(person, on=on).order_by().exists(),
        agencies=leads or person.has_perm("people.view_everyone"),
        board=person.has_perm("people.view_board"),
    )


def posts_below(agency: Agency) -> PostQuerySet:
    """Return the posts of an agency and of those below it. The caller has asked who may see the agency."""
    return Post.objects.filter(agency__path__startswith=agency.path)
