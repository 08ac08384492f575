"""What a manager has before them besides those who need them now: who starts, what falls due this month, and whose
manager has gone."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from learning.compliance.queries.survey import Stand, Survey
from learning.compliance.rules import Status
from people.models import Person, Post, PostQuerySet

STARTS_WITHIN = timedelta(days=30)
BEFORE = (Status.CURRENT, Status.DUE_SOON, Status.IN_TIME)


def starting_soon(manager: Any, *, on: date) -> list[Post]:
    """Return the posts of a manager's tree that begin within 30 days after `on`, soonest first."""
    later = on + STARTS_WITHIN
    tree = Post.objects.in_reporting_tree_of(manager, on=later).filter(start__gt=on, start__lte=later)
    return list(tree.select_related("person", "role").order_by("start", "person__last_name", "pk"))


def due_this_month(survey: Survey) -> list[Stand]:
    """Return the stands whose deadline lies between the survey's day and the end of its month, the nearest first."""
    last = survey.on.replace(day=monthrange(survey.on.year, survey.on.month)[1])
    due = [one for one in survey.stands if one.deadline and survey.on <= one.deadline <= last and one.status in BEFORE]
    return sorted(due, key=lambda one: one.deadline or last)


def with_nobody(tree: PostQuerySet, *, on: date) -> list[Post]:
    """Return the posts whose line manager has left, with that manager."""
    orphans: QuerySet[Post] = tree.held_on(on).without_manager(on=on)
    return list(orphans.select_related("person", "role", "line_manager"))


def unreached(tree: PostQuerySet, stands: list[Stand]) -> list[Stand]:
    """Return of the stands that need somebody those whose holders no reminder reaches, a person once."""
    silent = Person.objects.exclude(is_active=True, email__isnull=False)
    keys = set(tree.filter(person__in=silent).order_by().values_list("pk", flat=True)) if stands else set()
    return list({one.post.person_id: one for one in stands if one.post.pk in keys}.values())
