"""Of what is somebody to be reminded today, and what were they told. Read from one survey of everybody."""

from collections import defaultdict
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Max

from learning.compliance import rules
from learning.compliance.models import ReminderStep
from learning.compliance.queries.facts import HeldPost
from learning.compliance.queries.listing import NEAR, needs_attention
from learning.compliance.queries.reporting_trees import ReportingTrees
from learning.compliance.queries.reports_waiting import reports_waiting_for_leads
from learning.compliance.queries.survey import Stand, Survey, survey_of
from learning.compliance.rules import Status
from learning.compliance.rules import reminders as reminder_rules
from people.models import Agency, Person, Post, PostQuerySet


class Due(NamedTuple):
    """A deadline that somebody has for a course, and the latest step of it that has come.

    `fresh` says that nothing was told since that step came.
    """

    course_id: int
    title: str
    deadline: date
    step: int
    fresh: bool


@dataclass(frozen=True)
class ToTell:
    """What is to be told on a day: `own` by person, only of people with something fresh; `teams` by manager; what waits
    for their check by lead, `checks`."""

    own: dict[int, list[Due]]
    teams: dict[int, reminder_rules.TeamCounts]
    checks: dict[int, reminder_rules.WaitingReports]
    people: dict[int, Person]


def posts_reminded() -> PostQuerySet:
    """Return the posts whose holders are reminded: those of agencies that are live."""
    return Post.objects.filter(agency__in=Agency.objects.live().order_by().values("pk"))


def what_to_tell(*, schedule: reminder_rules.Schedule, on: date, with_teams: bool) -> ToTell:
    """Return what is to be told to whom on a day, in a constant number of queries."""
    survey = survey_of(posts_reminded(), on=on)
    reachable = {person.pk: person for person in people_reached()}
    told = last_told(schedule, on)
    own: dict[int, list[Due]] = {}
    for person, lines in deadlines_of(survey, schedule).items():
        dues = [due_of(person, course, *line, told=told) for course, line in lines.items()]
        if person in reachable and any(due.fresh for due in dues):
            own[person] = sorted(dues, key=lambda due: (due.deadline, due.title))
    teams, checks = {}, {}
    if with_teams:
        teams = team_counts(survey, ReportingTrees(on), reached=reachable)
        checks = reports_waiting_for_leads(on=on, reached=reachable)
    return ToTell(own, teams, checks, {key: reachable[key] for key in {*own, *teams, *checks}})


def people_reached() -> Iterator[Person]:
    """Return the people to whom the site may write: who may sign in, and have an address."""
    reached = Person.objects.filter(is_active=True, email__isnull=False).order_by()
    return reached.only("pk", "first_name").iterator(chunk_size=5000)


def last_told(schedule: reminder_rules.Schedule, on: date) -> dict[tuple[int, int, date], date]:
    """Return the day on which each deadline of each person was last told, as far back as any step can be the latest."""
    steps = ReminderStep.objects.order_by()
    if schedule.longest_gap is not None:
        steps = steps.filter(told_on__gte=on - timedelta(days=schedule.longest_gap))
    rows = steps.values_list("person", "course", "deadline").annotate(last=Max("told_on"))
    return {(person, course, deadline): last for person, course, deadline, last in rows}


# By person and course: the nearest deadline, its step and the course's title.
Line = tuple[date, int, str]


def deadlines_of(survey: Survey, schedule: reminder_rules.Schedule) -> dict[int, dict[int, Line]]:
    """Return of each person and course the nearest deadline of which a step has come, whatever posts ask for it."""
    steps: dict[date, int | None] = {}
    found: dict[int, dict[int, Line]] = defaultdict(dict)
    for stand in survey.stands:
        deadline = stand.deadline
        if deadline is None or stand.status.is_apart or _leaves_before(stand.post, deadline):
            continue
        if deadline not in steps:
            steps[deadline] = schedule.step_on(deadline, survey.on)
        step = steps[deadline]
        course = course_of(survey, stand) if step is not None else None
        if step is None or course is None:
            continue
        lines = found[stand.post.person_id]
        if course not in lines or deadline < lines[course][0]:
            lines[course] = (deadline, step, stand.asked.course_titles[course])
    return found


def _leaves_before(post: HeldPost, deadline: date) -> bool:
    return post.end is not None and post.end < deadline


def course_of(survey: Survey, stand: Stand) -> int | None:
    """Return the course that somebody is to take for a requirement: see the rule."""
    renewing = stand.status.is_trained
    if not renewing:
        done = [rules.Done(*one) for one in survey.facts.completions(stand.post.person_id, stand.asked)]
        renewing = rules.latest_counting(done, stand.asked.terms, survey.on) is not None
    return reminder_rules.course_to_take(stand.asked.terms, renewing=renewing, on=survey.on)


def due_of(
    person: int, course: int, deadline: date, step: int, title: str, *, told: dict[tuple[int, int, date], date]
) -> Due:
    last = told.get((person, course, deadline))
    return Due(course, title, deadline, step, fresh=last is None or last < deadline + timedelta(days=step))


def team_counts(
    survey: Survey, trees: ReportingTrees, *, reached: Container[int]
) -> dict[int, reminder_rules.TeamCounts]:
    """Return of each manager with a post how many people of their team need them: of the team that their page shows.

    None of those of whom nobody does, nor of those who aren't `reached`.
    """
    overdue: dict[int, int] = {}  # people by post
    soon: dict[int, int] = {}
    for stand in survey.stands:
        if not needs_attention(stand, survey.on):
            continue
        if stand.status is Status.OVERDUE:
            overdue[stand.post.pk] = stand.post.person_id
        elif stand.deadline is not None and stand.deadline - survey.on <= NEAR:
            soon[stand.post.pk] = stand.post.person_id
    counts = {}
    for manager in sorted(one for one in trees.managers if one in reached):
        below = trees.below(manager)
        late = {overdue[key] for key in below & overdue.keys()}
        near = {soon[key] for key in below & soon.keys()} - late
        if late or near:
            unreached = sum(one not in reached for one in late | near)
            counts[manager] = reminder_rules.TeamCounts(overdue=len(late), soon=len(near), unreached=unreached)
    return counts
