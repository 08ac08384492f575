"""What confirming that one has read a page is worth to somebody, of whom a requirement may ask it."""

from datetime import date
from typing import Any

from learning.catalogue.models import Course
from learning.compliance.queries.statuses import HeldStatus, statuses_of
from learning.compliance.rules import Status, format_day
from learning.records.models import Completion

TO_DO = {Status.OVERDUE, Status.DUE_SOON, Status.IN_TIME}


def worth_confirming(person: Any, page: int, on: date) -> tuple[str, bool] | None:
    """Fill core.slots.confirming: which course it completes, and by when that is asked of them, if it is to be done.

    None if the page teaches no course.
    """
    courses = {course.pk: course.title for course in Course.objects.offered_on(on).filter(reading_page=page)}
    if not courses:
        return None
    named = f"“{'” and “'.join(courses.values())}”"
    done = Completion.objects.standing().filter(person=person).values_list("course", "completed_on")
    statuses = statuses_of(person, on=on, done=done)
    wanted = [one for one in statuses if one.status in TO_DO and answered_by(one, set(courses))]
    if not wanted:
        return f"On your training record it counts as {named}.", False
    first = min(wanted, key=lambda one: one.deadline or date.max)
    when = "was due" if first.status is Status.OVERDUE else "is due"
    by = f" by {format_day(first.deadline)}" if first.deadline else ""
    return f"Confirming it completes {named} on your training record. “{first.requirement.title}” {when}{by}.", True


def answered_by(status: HeldStatus, courses: set[int]) -> bool:
    """Return whether completing one of `courses` today would answer what a status still asks for."""
    trained_before = status.standing.latest is not None
    return any(
        ls.course_id in courses and (ls.renewing if trained_before else ls.first) for ls in status.terms.listings
    )
