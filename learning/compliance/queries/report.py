"""The report as rows: where posts stand as at a day, counted one way or another, or post by post."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from learning.compliance.queries.counts import Cell, Counts, count_statuses
from learning.compliance.queries.facts import staff_numbers_of
from learning.compliance.queries.survey import survey_of
from learning.compliance.queries.viewing import posts_below
from learning.compliance.rules import Status, Tally
from people.models import Agency, JobRole, Person, Post, PostQuerySet

STATUSES = [status.value for status in Status]
FIGURES = [*STATUSES, "trained_percent", "within_time_percent"]
POST_HEADER = ["staff_number", "email", "agency", "requirement", "status", "deadline"]
WAYS = ("agency", "role", "requirement", "post")


class Report(NamedTuple):
    header: list[str]
    rows: Iterator[Sequence[Any]]


def report_of(agency: Agency | None, *, by: str, on: date) -> Report:
    """Return the report as at a day of an agency with all below it, or of the whole partnership.

    By agency (each its own posts, without those below it), role, requirement alone or post. A requirement that asks
    nobody has no row. Raises ValueError for another way.
    """
    if by == "post":
        return Report(POST_HEADER, rows_of_posts(posts_below(agency) if agency else Post.objects.all(), on))
    counts = count_statuses(posts_below(agency) if agency else None, on=on, by_role=by == "role")
    if by == "requirement":
        return Report(["requirement", *FIGURES], _requirements(counts))
    if by == "agency":
        codes = dict(Agency.objects.values_list("pk", "code"))
        return Report(["agency", "requirement", *FIGURES], _groups(counts, lambda cell: codes[cell.agency]))
    if by == "role":
        codes = dict(JobRole.objects.values_list("pk", "code"))
        return Report(["role", "requirement", *FIGURES], _groups(counts, lambda cell: codes[cell.role]))
    raise ValueError(f"a report is by one of {', '.join(WAYS)}: not {by}")


def _groups(counts: Counts, code_of: Callable[[Cell], str]) -> Iterator[Sequence[Any]]:
    order = {one.requirement.code: place for place, one in enumerate(counts.asked)}
    tallies = counts.tallies(lambda cell: (code_of(cell), cell.asked.requirement.code))
    for code, requirement in sorted(tallies, key=lambda key: (key[0], order[key[1]])):
        yield [code, requirement, *_figures(tallies[code, requirement])]


def _requirements(counts: Counts) -> Iterator[Sequence[Any]]:
    tallies = counts.tallies(lambda cell: cell.asked.requirement.code)
    for one in counts.asked:
        if one.requirement.code in tallies:
            yield [one.requirement.code, *_figures(tallies[one.requirement.code])]


def _figures(tally: Tally) -> list[int | float | None]:
    return [*(getattr(tally, name) for name in STATUSES), tally.trained_percent, tally.within_time_percent]


def rows_of_posts(posts: PostQuerySet, on: date) -> Iterator[Sequence[Any]]:
    """Yield a row for each of `posts` and requirement as at a day, under POST_HEADER, people by name."""
    survey = survey_of(posts, on=on)
    numbers = staff_numbers_of(survey.posts)
    held = posts.held_on(on).order_by().values("person")
    emails = dict(Person.objects.filter(pk__in=held).order_by().values_list("pk", "email"))
    codes = dict(Agency.objects.values_list("pk", "code"))
    for post, asked, status, deadline in survey.stands:
        number = numbers.get((post.person_id, post.agency_id), "")
        code = codes[post.agency_id]
        yield [number, emails[post.person_id] or "", code, asked.requirement.code, status.value, deadline]
