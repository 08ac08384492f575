"""Spells away from a post: recorded and ended by those who look after it."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from core import audit
from people.models import Absence, Post


class AbsenceRefused(ValueError):
    """Raised, with a sentence for the reader, for an absence that can't be."""


@transaction.atomic
def record_absence(*, post: Post, away_from: date, back_on: date | None, kind: str, by: Any) -> Absence:
    """Record a spell away from a post, from its first day to the day before `back_on` (None: while it lasts).

    Raises AbsenceRefused for days that don't follow each other, lie outside the post, or are of another spell too.
    """
    # The post's row is held while other spells are looked at, so that two at once can't overlap.
    Post.objects.select_for_update().get(pk=post.pk)
    problem = why_not(post, away_from, back_on)
    if problem:
        raise AbsenceRefused(problem)
    absence = Absence.objects.create(post=post, away_from=away_from, back_on=back_on, kind=kind)
    audit.record("absence recorded", absence, by=by, after=facts_of(absence))
    return absence


def why_not(post: Post, away_from: date, back_on: date | None) -> str:
    """Return a sentence that says why a spell can't be, or nothing."""
    if back_on is not None and back_on <= away_from:
        return "The first day back must be after the first day away."
    if away_from < post.start or (post.end is not None and away_from > post.end):
        return "The first day away must be a day in the post."
    return overlap(Absence.objects.filter(post=post), away_from, back_on)


def overlap(others: QuerySet[Absence], away_from: date, back_on: date | None) -> str:
    """Return a sentence that says that a spell has days of one of these too, or nothing."""
    others = others.filter(Q(back_on=None) | Q(back_on__gt=away_from))
    if back_on is not None:
        others = others.filter(away_from__lt=back_on)
    return "Another absence is recorded for some of these days." if others.exists() else ""


@transaction.atomic
def end_absence(*, absence: Absence, back_on: date, by: Any) -> Absence:
    """Say that somebody is back, from a day on. Raises AbsenceRefused if that isn't after they went, for days that are
    of another spell too, or if it was ended already."""
    Post.objects.select_for_update().get(pk=absence.post_id)
    absence = Absence.objects.select_for_update().get(pk=absence.pk)
    if absence.back_on is not None:
        raise AbsenceRefused("Somebody has recorded already when they are back.")
    if back_on <= absence.away_from:
        raise AbsenceRefused("The first day back must be after the first day away.")
    others = Absence.objects.filter(post=absence.post_id).exclude(pk=absence.pk)
    if problem := overlap(others, absence.away_from, back_on):
        raise AbsenceRefused(problem)
    before = facts_of(absence)
    absence.back_on = back_on
    absence.save(update_fields=["back_on"])
    audit.record("absence ended", absence, by=by, before=before, after=facts_of(absence))
    return absence


def facts_of(absence: Absence) -> dict[str, Any]:
    return {
        "post": absence.post_id,
        "away_from": absence.away_from,
        "back_on": absence.back_on,
        "kind": absence.kind,
    }
