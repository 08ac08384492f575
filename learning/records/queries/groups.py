"""Reads of group training."""

from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from learning.records.models import Completion, GroupPlace, GroupSession
from people.models import Agency, Person, Post, StaffNumber
from people.queries import records_of


def sessions_of(agency: Agency) -> QuerySet[GroupSession]:
    """Return the sessions of an agency and all below it, the latest first, each with how many it recorded."""
    sessions = GroupSession.objects.filter(agency__path__startswith=agency.path)
    counted = sessions.annotate(recorded=Count("places", filter=Q(places__had_it=False)))
    return counted.select_related("agency", "course", "recorded_by").order_by("-held_on", "-recorded_at", "pk")


def places_of(session: GroupSession, *, had_it: bool) -> QuerySet[GroupPlace]:
    """Return who was at a session, by name: those whom it recorded, or those who had it already."""
    places = GroupPlace.objects.filter(session=session, had_it=had_it)
    return places.select_related("person", "completion__correction__recorded_by")


def who_may_have_been_there(agency: Agency, *, held_on: date, by: Any, today: date) -> QuerySet[Person]:
    """Return the people of an agency and all below who can be recorded at a session: in post that day, or today, for
    some are trained before they begin. Not whoever records it."""
    posts = Post.objects.filter(agency__path__startswith=agency.path, person=OuterRef("pk"))
    there = posts.held_on(held_on) | posts.held_on(today)
    people = Person.objects.filter(Exists(there.order_by()), merged_into=None)
    return people.exclude(pk__in=records_of(by)).order_by("last_name", "first_name", "pk")


def narrowed(
    people: QuerySet[Person], agency: Agency, *, words: str = "", role: int | None = None, part: Agency | None = None
) -> QuerySet[Person]:
    """Return those of `people` whom words find, by name or staff number in full, in a role or a part of the agency."""
    for word in words.split():
        numbered = StaffNumber.objects.filter(number__iexact=word, agency__path__startswith=agency.path)
        named = Q(first_name__icontains=word) | Q(last_name__icontains=word)
        people = people.filter(named | Q(pk__in=numbered.values("person")))
    if role is not None or part is not None:
        posts = Post.objects.filter(agency__path__startswith=(part or agency).path, person=OuterRef("pk"))
        people = people.filter(Exists((posts if role is None else posts.filter(role=role)).order_by()))
    return people


def those_who_have_it(people: QuerySet[Person], course: Any, *, on: date) -> set[int]:
    """Return those of `people` with a completion of a course on a day that stands."""
    same = Completion.objects.standing().filter(course=course, completed_on=on, person__in=people.order_by())
    return set(same.order_by().values_list("person", flat=True))
