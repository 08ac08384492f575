"""What the pages of a team and of an agency share: figures, what needs attention, and the list of people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict

from core import charts
from core.csv_export import csv_response
from learning.compliance.forms import PeopleFilterForm
from learning.compliance.models import Requirement
from learning.compliance.queries import (
    HeldPost,
    HeldStatus,
    PersonStands,
    Stand,
    Survey,
    most_urgent_first,
    needing_attention,
    people_in,
    sort_people,
    staff_numbers_of,
    tallies,
)
from learning.compliance.rules import Status, Tally

PEOPLE_A_PAGE = 25
MOST_URGENT_SHOWN = 6
CSV_HEADER = [
    "last_name", "first_name", "staff_number", "agency", "job_role", "post_from", "requirement_code", "requirement",
    "status", "deadline", "last_completed", "course", "explanation",
]  # fmt: skip


@dataclass(frozen=True)
class PostRow:
    """A post in a list, with where it stands on each requirement shown."""

    post: HeldPost
    statuses: Sequence[HeldStatus | Stand]


@dataclass(frozen=True)
class PersonRow:
    name: str
    posts: list[PostRow]

    @property
    def first(self) -> PostRow:
        return self.posts[0]


@dataclass(frozen=True)
class RequirementRow:
    requirement: Requirement
    tally: Tally


def by_requirement(survey: Survey) -> list[RequirementRow]:
    """Return the counts of each requirement that anybody surveyed is asked, in the order they are listed."""
    counts = tallies(survey.stands, lambda stand: stand.asked.requirement.pk)
    return [
        RequirementRow(one.requirement, counts[one.requirement.pk])
        for one in survey.asked
        if one.requirement.pk in counts
    ]


def counts_by_status(tally: Tally) -> dict[str, int]:
    return {status.value: tally[status] for status in Status if tally[status]}


def figures(survey: Survey, more: str = "") -> dict[str, Any]:
    """Return what a page says of all the people together, in figures and a picture of them.

    `more` is what its links to the list add, to be told as at the same day.
    """
    rows = by_requirement(survey)
    return {
        "people": len({post.person_id for post in survey.posts}),
        "tally": sum((row.tally for row in rows), Tally()),
        "requirements": rows,
        "chart": charts.status_bars(
            [(row.requirement.title, counts_by_status(row.tally)) for row in rows], title="By requirement"
        ),
        "on": survey.on,
        **{f"{name}_url": f"?status={name}{more}#everyone" for name in ("overdue", "due_soon", "now")},
    }


def attention(survey: Survey) -> dict[str, Any]:
    """Return who needs their manager now: the most urgent in full, and how many there are."""
    stands = needing_attention(survey.stands, survey.on)
    people = sort_people(group(stands), "urgent")
    return {
        "urgent": [urgent_row(person) for person in people[:MOST_URGENT_SHOWN]],
        "urgent_people": len(people),
        "near": sum(stand.status is Status.IN_TIME for stand in stands),
    }


def group(stands: Iterable[Stand]) -> list[PersonStands]:
    """Group stands that come by name under their people."""
    people: dict[int, dict[int, list[Stand]]] = {}
    for stand in stands:
        people.setdefault(stand.post.person_id, {}).setdefault(stand.post.pk, []).append(stand)
    return [
        PersonStands(person, [(of_post[0].post, of_post) for of_post in posts.values()])
        for person, posts in people.items()
    ]


def urgent_row(person: PersonStands) -> PersonRow:
    """Return a person as they are named among the urgent: status and deadline, without an explanation."""
    return PersonRow(person.name, [PostRow(post, most_urgent_first(stands)) for post, stands in person.posts])


def person_rows(survey: Survey, people: Sequence[PersonStands], order: str = "urgent") -> list[PersonRow]:
    """Return people as a list shows them: what is most urgent first, or what is asked in its usual order."""
    arrange = most_urgent_first if order == "urgent" else list
    explain = survey.explaining(post for person in people for post, _ in person.posts)
    return [
        PersonRow(
            person.name,
            [PostRow(post, [explain(stand) for stand in arrange(stands)]) for post, stands in person.posts],
        )
        for person in people
    ]


def people_list(given: QueryDict, survey: Survey, form: PeopleFilterForm) -> dict[str, Any]:
    """Return the page of people that the filters ask for, and how many of all there are on it."""
    people = sort_people(people_in(survey.posts, survey.stands, form.wanted, survey.on), form.order)
    page = Paginator(people, PEOPLE_A_PAGE).get_page(given.get("page"))
    return {
        "form": form,
        "page": page,
        "rows": person_rows(survey, list(page.object_list), form.order),
        "shown_people": len(people),
        "shown_stands": sum(len(stands) for person in people for _, stands in person.posts),
        "all_stands": len(survey.stands),
        "csv_query": given.urlencode(),
    }


def people_csv(survey: Survey, form: PeopleFilterForm, name: str) -> HttpResponse:
    """Return the whole list that the filters ask for as a file: a row for each post and requirement shown."""
    people = sort_people(people_in(survey.posts, survey.stands, form.wanted, survey.on), form.order)
    numbers = staff_numbers_of(survey.posts)
    explain = survey.explaining(post for person in people for post, _ in person.posts)
    rows = (
        csv_row(explain(stand), numbers.get((post.person_id, post.agency_id), ""))
        for person in people
        for post, stands in person.posts
        for stand in stands
    )
    return csv_response(f"{name}-{survey.on.isoformat()}.csv", CSV_HEADER, rows)


def csv_row(status: HeldStatus, number: str) -> list[str | date | None]:
    post, latest = status.post, status.standing.latest
    return [
        post.last_name,
        post.first_name,
        number,
        post.agency_name,
        post.role_title,
        post.start,
        status.requirement.code,
        status.requirement.title,
        status.status.value,
        status.deadline,
        latest.on if latest else None,
        status.latest_course,
        status.explanation,
    ]
