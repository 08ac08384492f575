"""The clock. Only views and commands ask it; everything below them is given the day."""

from datetime import date, datetime

from django.utils import timezone


def today() -> date:
    """Return the local calendar date, in the partnership's time zone."""
    return timezone.localdate()


def now() -> datetime:
    """Return this moment, with its time zone."""
    return timezone.now()
