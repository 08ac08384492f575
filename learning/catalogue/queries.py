"""Reads of the catalogue."""

from collections import defaultdict

from learning.catalogue.models import AskedFirst


def everything_asked_first() -> dict[int, list[int]]:
    """Return the keys of the courses that each course asks for first, by its key, in one query."""
    asks: dict[int, list[int]] = defaultdict(list)
    for course, first in AskedFirst.objects.order_by("sort_order", "pk").values_list("course", "first"):
        asks[course].append(first)
    return dict(asks)
