"""Agencies side by side: how many people, and where their posts stand, each with all below it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from learning.compliance.queries.counts import count_statuses
from learning.compliance.queries.people_counted import lineage, people_below
from learning.compliance.rules import Tally
from people.models import Agency, Post, PostQuerySet


@dataclass(frozen=True)
class AgencyRow:
    """An agency with all below it: how many people, and where their posts stand. `level` is 0 for the topmost shown."""

    agency: Agency
    people: int
    tally: Tally
    level: int = 0


def rows_of(shown: Sequence[Agency], posts: PostQuerySet | None, *, on: date) -> list[AgencyRow]:
    """Return a row for each agency shown, in order, as at a day; `posts` are all of theirs, or None for everybody's."""
    paths = dict(Agency.objects.values_list("pk", "path"))
    people = people_below(Post.objects.all() if posts is None else posts, paths, on=on)
    rolled: dict[str, Tally] = {}
    for agency, tally in count_statuses(posts, on=on).tallies(lambda cell: cell.agency).items():
        for path in lineage(paths[agency]):
            rolled[path] = rolled.get(path, Tally()) + tally
    top = min((agency.depth for agency in shown), default=1)
    return [
        AgencyRow(agency, people.get(agency.path, 0), rolled.get(agency.path, Tally()), agency.depth - top)
        for agency in shown
    ]
