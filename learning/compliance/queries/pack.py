"""What an inspection pack says: everybody with their evidence, and each gap with what is being done about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from learning.compliance.models import LetterState, ReminderLetter
from learning.compliance.queries.asked import Asked
from learning.compliance.queries.asking import version_in_words
from learning.compliance.queries.facts import HeldPost, staff_numbers_of
from learning.compliance.queries.statuses import HeldStatus
from learning.compliance.queries.survey import survey_of, tallies
from learning.compliance.queries.viewing import posts_below
from learning.compliance.rules import Status, Tally, format_day
from learning.lessons.models import Enrolment
from learning.records.models import Completion, Source
from people.models import Agency

PEOPLE_A_CHAPTER = 40


@dataclass(frozen=True)
class Line:
    """One requirement of one post: where it stands, what proves it, and what is being done where it isn't so."""

    status: HeldStatus
    evidence: str
    doing: str

    @property
    def is_gap(self) -> bool:
        return self.status.status in (Status.OVERDUE, Status.IN_TIME)


@dataclass(frozen=True)
class Holder:
    post: HeldPost
    number: str
    lines: list[Line]


@dataclass(frozen=True)
class AskedLine:
    title: str
    words: str
    citation: str
    tally: Tally


@dataclass(frozen=True)
class Pack:
    """All that a pack says of an agency with all below it as at a day, people by name."""

    agency: Agency
    on: date
    people: int
    asked: list[AskedLine]
    holders: list[Holder]

    @property
    def gaps(self) -> list[tuple[Holder, Line]]:
        """Everything not done, the overdue first."""
        found = [(holder, line) for holder in self.holders for line in holder.lines if line.is_gap]
        return sorted(
            found, key=lambda gap: (gap[1].status.status != Status.OVERDUE, gap[1].status.deadline or date.max)
        )

    @property
    def chapters(self) -> list[list[Holder]]:
        return [self.holders[n : n + PEOPLE_A_CHAPTER] for n in range(0, len(self.holders), PEOPLE_A_CHAPTER)]


def _urgency(gap: tuple[Holder, Line]) -> tuple[bool, date]:
    status = gap[1].status
    return status.status is not Status.OVERDUE, status.deadline or date.max


def pack_of(agency: Agency, *, on: date) -> Pack:
    """Gather a pack. The number of queries doesn't grow with the people."""
    survey = survey_of(posts_below(agency), on=on)
    explain = survey.explaining(survey.posts)
    proof = _Proof({post.person_id for post in survey.posts}, survey.asked, on)
    lines: dict[int, list[Line]] = {}
    for stand in survey.stands:
        status = explain(stand)
        lines.setdefault(stand.post.pk, []).append(Line(status, proof.evidence(status), proof.doing(status)))
    numbers = staff_numbers_of(survey.posts)
    counts = tallies(survey.stands, lambda stand: stand.asked.requirement.pk)
    return Pack(
        agency,
        on,
        len({post.person_id for post in survey.posts}),
        [_asked_line(one, counts[one.requirement.pk]) for one in survey.asked if one.requirement.pk in counts],
        [
            Holder(post, numbers.get((post.person_id, post.agency_id), ""), lines.get(post.pk, []))
            for post in survey.posts
        ],
    )


def _asked_line(one: Asked, tally: Tally) -> AskedLine:
    version = one.version
    citation = ", ".join(filter(None, [str(version.guidance or ""), version.paragraph]))
    return AskedLine(one.requirement.title, version_in_words(version), citation, tally)


class _Proof:
    """Completions, courses begun and reminders sent of some people, up to a day, in three queries."""

    def __init__(self, people: set[int], asked: Iterable[Asked], on: date) -> None:
        self.on = on
        courses = {listing.course_id for one in asked for listing in one.terms.listings}
        done = Completion.objects.standing().filter(person__in=people, course__in=courses, completed_on__lte=on)
        self.done = {
            (person, course, day): (source, recorded, certificate)
            for person, course, day, source, recorded, certificate in done.order_by().values_list(
                "person_id", "course_id", "completed_on", "source", "recorded_at__date", "certificate"
            )
        }
        begun = Enrolment.objects.filter(person__in=people, closed_at=None, started_at__date__lte=on).order_by()
        self.begun = {
            (person, course): day
            for person, course, day in begun.values_list("person_id", "course_page__course_id", "started_at__date")
        }
        letters = ReminderLetter.objects.filter(person__in=people, state=LetterState.SENT, day__lte=on).order_by("day")
        self.reminded = dict(letters.values_list("person_id", "day"))

    def evidence(self, status: HeldStatus) -> str:
        """Say what was completed last that counts: course, day, how it is known, and its certificate."""
        latest = status.standing.latest
        if latest is None:
            return ""
        said = f"{status.latest_course}, {format_day(latest.on)}"
        source, recorded, certificate = self.done.get(
            (status.post.person_id, latest.course_id, latest.on), ("", None, None)
        )
        if source:
            said += f" ({str(Source(source).label).lower()}, recorded {format_day(recorded)})"
        return f"{said}. Certificate {certificate}" if certificate else said

    def doing(self, status: HeldStatus) -> str:
        """Say what is being done about a gap: the time there is, the course begun, the last reminder."""
        if status.status not in (Status.OVERDUE, Status.IN_TIME):
            return ""
        person, said = status.post.person_id, []
        if status.status is Status.IN_TIME and status.deadline:
            said.append(f"Has until {format_day(status.deadline)}")
        courses = [listing.course_id for listing in status.terms.listings]
        begun = [day for course in courses if (day := self.begun.get((person, course)))]
        if begun:
            said.append(f"Began the course online on {format_day(max(begun))}")
        if person in self.reminded:
            said.append(f"Last reminded on {format_day(self.reminded[person])}")
        return ". ".join(said) or "Nothing is recorded yet"
