"""When quizzes open and close by the clock."""

from datetime import datetime

from django.db.models import Min, Q

from learning.quizzes.models import Quiz


def next_opening_or_closing(at: datetime) -> datetime | None:
    """Return the next moment after `at` at which a published quiz opens or closes. Fills `core.slots.moments`."""
    found = Quiz.objects.filter(live=True).aggregate(
        opening=Min("available_from", filter=Q(available_from__gt=at)),
        closing=Min("available_to", filter=Q(available_to__gt=at)),
    )
    return min((moment for moment in found.values() if moment), default=None)
