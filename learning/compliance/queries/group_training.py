"""Who still needs a course as at a day, as every other page counts it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from learning.catalogue.models import Course
from learning.compliance.queries.facts import HeldPost, staff_numbers_of
from learning.compliance.queries.listing import most_urgent_first
from learning.compliance.queries.survey import Stand, Survey, survey_of
from learning.compliance.queries.viewing import posts_below
from learning.compliance.rules import Listing, Status
from people.models import Agency

WANTING = (Status.OVERDUE, Status.DUE_SOON, Status.IN_TIME)


@dataclass(frozen=True)
class StillNeeds:
    """Somebody who still needs a course: the most urgent of what asks them for it, and the post that it asks."""

    stand: Stand
    staff_number: str

    @property
    def post(self) -> HeldPost:
        return self.stand.post

    @property
    def requirement(self) -> str:
        return self.stand.requirement.title


@dataclass(frozen=True)
class Need:
    """Who still needs a course in an agency and all below it, by name. `asked`: whether anything asks for it at all."""

    asked: bool
    people: list[StillNeeds]

    @property
    def keys(self) -> set[int]:
        return {one.post.person_id for one in self.people}


def who_still_need(agency: Agency, course: Course, *, on: date) -> Need:
    """Return who still needs a course as at a day: a requirement that it would meet finds them overdue, in time or due
    again soon. The number of queries doesn't grow with the people."""
    survey = survey_of(posts_below(agency), on=on)
    listed = {
        asked.requirement.pk: found
        for asked in survey.asked
        if (found := next((one for one in asked.terms.listings if one.course_id == course.pk), None))
        and (found.if_completed_by is None or on <= found.if_completed_by)
    }
    wanting = [one for one in survey.stands if one.requirement.pk in listed and one.status in WANTING]
    stands = _met_by(wanting, listed, survey)
    numbers = staff_numbers_of(survey.posts) if stands else {}
    of_people: dict[int, list[Stand]] = {}
    for stand in stands:
        of_people.setdefault(stand.post.person_id, []).append(stand)
    people = [most_urgent_first(group)[0] for group in of_people.values()]
    return Need(
        bool(listed),
        [StillNeeds(one, numbers.get((one.post.person_id, one.post.agency_id), "")) for one in people],
    )


def _met_by(stands: Iterable[Stand], listed: dict[int, Listing], survey: Survey) -> list[Stand]:
    """Return the stands that the course would meet: where it only renews, those of people who have trained before."""
    stands = list(stands)
    renewals = [one for one in stands if not listed[one.requirement.pk].first]
    explain = survey.explaining(one.post for one in renewals)
    trained = {id(one) for one in renewals if explain(one).standing.latest is not None} if renewals else set()
    return [one for one in stands if listed[one.requirement.pk].first or id(one) in trained]
