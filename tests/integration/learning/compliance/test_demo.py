"""The demonstration partnership's training, and the query held against a slow, plain gathering of the same facts."""

from datetime import date, timedelta
from random import Random

import pytest

from core import demo_taxonomy
from core.demo import DemoRun
from learning.catalogue import demo as catalogue_demo
from learning.compliance import demo, rules
from learning.compliance.models import Exemption, Requirement, RequirementVersion
from learning.compliance.queries import statuses_for, statuses_of, survey_of
from learning.compliance.rules import Status
from learning.records.models import Completion
from people import demo as people_demo
from people.models import PathwayMembership, Person, Post

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

TODAY = date(2026, 11, 20)


def build(staff: int = 150) -> list[str]:
    said: list[str] = []
    run = DemoRun(today=TODAY, staff=staff, rng=Random(1), say=said.append)
    for room in (people_demo, demo_taxonomy, catalogue_demo, demo):
        run.rng.seed(f"1:{room.__name__}")
        room.build(run)
    return said


@pytest.fixture
def partnership(db: None) -> None:
    build()


def slowly(post: Post, on: date) -> dict[str, tuple[Status, date | None]]:
    """Return a post's status on each requirement, each fact asked of the database by itself."""
    found = {}
    for requirement in Requirement.objects.all():
        versions = list(RequirementVersion.objects.filter(requirement=requirement))
        version = next((v for v in versions if v.terms().in_force_on(on)), None)
        if version is None or not asks(version, post, on):
            continue
        same_agency = Post.objects.filter(person=post.person, agency=post.agency).exclude(pk=post.pk)
        standing = rules.status_on(
            on,
            post=tenure(post, requirement),
            terms=version.terms(),
            introduction=rules.introduction_of([v.terms() for v in versions], on),
            done=[
                rules.Done(row.course_id, row.completed_on)
                for row in Completion.objects.filter(person=post.person, correction=None)
            ],
            others=[tenure(other, requirement) for other in same_agency if asks(version, other, on)],
        )
        found[requirement.code] = (standing.status, standing.deadline)
    return found


def asks(version: RequirementVersion, post: Post, on: date) -> bool:
    members = PathwayMembership.objects.filter(pathway__in=[p.pk for p in version.pathways.all()], role=post.role_id)
    return any(m.since <= on and (m.until is None or on < m.until) for m in members)


def tenure(post: Post, requirement: Requirement) -> rules.Tenure:
    return rules.Tenure(
        post.start,
        post.end,
        tuple(rules.Spell(a.away_from, a.back_on) for a in post.absences.all()),
        tuple(
            rules.ExemptSpell(e.exempt_from, e.exempt_to, e.then_due_by)
            for e in Exemption.objects.filter(post=post, requirement=requirement)
        ),
    )


@pytest.mark.usefixtures("partnership")
def test_query_survey_and_slow_gathering_agree_on_several_days() -> None:
    tried = 0
    for days in (0, 45, 400, 1000):
        on = TODAY - timedelta(days=days)
        everybody = Post.objects.all()
        full = {(s.post.pk, s.requirement.code): (s.status, s.deadline) for s in statuses_for(everybody, on=on)}
        brief = {
            (s.post.pk, s.asked.requirement.code): (s.status, s.deadline) for s in survey_of(everybody, on=on).stands
        }
        slow = {(post.pk, code): answer for post in everybody.held_on(on) for code, answer in slowly(post, on).items()}
        assert full == slow
        assert brief == slow
        tried += len(slow)
    assert tried > 800


@pytest.mark.usefixtures("partnership")
def test_every_status_occurs_in_the_managers_own_team() -> None:
    manager = Person.objects.get(email="manager@demo.example")

    statuses = statuses_for(Post.objects.in_reporting_tree_of(manager, on=TODAY), on=TODAY)

    assert {status.status for status in statuses} == set(Status)
    assert {str(s.post.person) for s in statuses if s.status is Status.AWAY} == {"Cerys Dunmore"}
    assert {str(s.post.person) for s in statuses if s.status is Status.EXEMPT} == {"Hamid Karimi"}
    [kezia] = [s for s in statuses if str(s.post.person) == "Kezia Barlow" and s.requirement.code == "SG-CORE"]
    assert kezia.status is Status.IN_TIME
    assert "coming back" in kezia.explanation
    [femi] = [s for s in statuses if str(s.post.person) == "Femi Adewale" and s.requirement.code == "SG-CORE"]
    assert femi.status is Status.CURRENT
    assert femi.standing.latest is not None
    assert femi.standing.latest.on < femi.post.start


@pytest.mark.usefixtures("partnership")
def test_the_learner_has_one_due_soon_one_done_and_one_to_do() -> None:
    learner = Person.objects.get(email="learner@demo.example")

    assert {s.requirement.code: s.status for s in statuses_for(learner.posts.all(), on=TODAY)} == {
        "SG-CORE": Status.DUE_SOON,
        "INFO-SHARE": Status.CURRENT,
        "INTER-AGENCY": Status.IN_TIME,
    }


def test_building_again_changes_nothing_and_the_same_seed_builds_the_same() -> None:
    build()
    first = list(Completion.objects.order_by("key").values_list("key", "completed_on", "source"))
    said = build()

    assert list(Completion.objects.order_by("key").values_list("key", "completed_on", "source")) == first
    assert any("there already" in line for line in said)
    assert RequirementVersion.objects.count() == 7


@pytest.mark.usefixtures("partnership")
def test_most_are_trained_and_some_are_not() -> None:
    tally = rules.Tally.of(stand.status for stand in survey_of(Post.objects.all(), on=TODAY).stands)

    assert 65 < (tally.trained_percent or 0) < 95
    assert 0 < tally.overdue < tally.total / 5


@pytest.mark.usefixtures("partnership")
def test_what_people_read_of_themselves_is_what_everybody_else_reads_of_them() -> None:
    asked = 0
    for person in Person.objects.filter(posts__isnull=False).distinct():
        done = list(Completion.objects.standing().filter(person=person).values_list("course", "completed_on"))
        own = {(s.post.pk, s.requirement.pk): s.standing for s in statuses_of(person, on=TODAY, done=done)}
        posts = person.posts.all()
        assert own == {(s.post.pk, s.requirement.pk): s.standing for s in statuses_for(posts, on=TODAY)}
        asked += len(own)
    assert asked > 50
