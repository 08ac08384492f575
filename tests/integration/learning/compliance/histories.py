"""Generated histories written to the database: requirements in versions, and people with posts, spells and training.

Drawn by the same generators as the rules' own test, whose days crowd around the edges.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from learning.catalogue.models import Course
from learning.compliance.models import CourseListing, Exemption, Renewal, Requirement, RequirementVersion
from learning.compliance.rules import ByFixedDay, Done, EveryMonths, ExemptSpell, Introduction, Spell, Tenure, Terms
from learning.records.models import Completion, Correction
from people.models import Absence, Agency, JobRole, Pathway, PathwayMembership, Person, Post
from tests import factories
from tests.integration.learning.making import make_course
from tests.unit.learning.compliance.reference import Facts
from tests.unit.learning.compliance.test_against_reference import edges, some_posts, some_terms

LONG_AGO = date(2010, 1, 1)
REQUIREMENTS = 2
_next = factories.numbers()


@dataclass
class PostTold:
    """A post as it was drawn: what the reference is told, not what the database says."""

    row: Post
    start: date
    end: date | None
    away: tuple[Spell, ...]
    exempt: dict[int, tuple[ExemptSpell, ...]]  # by the place of the requirement

    def tenure(self, place: int) -> Tenure:
        return Tenure(self.start, self.end, self.away, self.exempt.get(place, ()))


@dataclass
class PersonTold:
    person: Person
    posts: list[PostTold] = field(default_factory=list)
    done: tuple[Done, ...] = ()  # by the key of the course


@dataclass
class World:
    """What some people are asked, and all that was drawn of them."""

    courses: dict[int, Course]  # by the number that the generators give
    roles: tuple[JobRole, JobRole]  # one in every audience, one in the first requirement's only
    agencies: tuple[Agency, Agency]  # the second is outside the last requirement
    terms: list[Terms] = field(default_factory=list)
    introductions: list[Introduction] = field(default_factory=list)
    people: list[PersonTold] = field(default_factory=list)

    def in_audience(self, post: Post, place: int) -> bool:
        role_in = post.role_id == self.roles[0].pk or (place == 0 and post.role_id == self.roles[1].pk)
        return role_in and (place < REQUIREMENTS - 1 or post.agency_id == self.agencies[0].pk)

    def facts(self, told: PersonTold, post: PostTold, place: int, on: date) -> Facts:
        others = tuple(
            other.tenure(place)
            for other in told.posts
            if other is not post
            and other.row.agency_id == post.row.agency_id
            and self.in_audience(other.row, place)
        )  # fmt: skip
        return Facts(on, post.tenure(place), self.terms[place], self.introductions[place], told.done, others)

    def some_days(self, chance: random.Random, number: int) -> list[date]:
        """Return days around which somebody's answer changes, on all of which every requirement is in force."""
        found: set[date] = set()
        for told in chance.sample(self.people, min(12, len(self.people))):
            post, place = chance.choice(told.posts), chance.randrange(REQUIREMENTS)
            found.update(edges(self.facts(told, post, place, post.start)))
        least = max(terms.in_force_from for terms in self.terms)
        return chance.sample(sorted(day for day in found if least <= day < date(2027, 1, 1)), number)


def make_world(chance: random.Random, people: int) -> World:
    """Write requirements and `people` people, drawn by `chance`."""
    number = next(_next)
    agencies = factories.make_agency(), factories.make_agency()
    roles = factories.make_role(), factories.make_role()
    world = World({n: make_course() for n in range(1, 6)}, roles, agencies)
    requirements = [make_requirement(world, place, chance) for place in range(REQUIREMENTS)]
    rows = Person.objects.bulk_create(
        Person(email=f"h{number}-{n}@example.org", first_name="Told", last_name=f"{n}", password="!")
        for n in range(people)
    )
    for person in rows:
        tell(world, person, chance)
    save(world, requirements, chance)
    return world


def make_requirement(world: World, place: int, chance: random.Random) -> Requirement:
    """Write a requirement in one to three versions, the last in force for good."""
    drawn, since = some_terms(chance), date(2021, 1, 1) + timedelta(days=chance.randrange(500))
    starts = [since + timedelta(days=n * chance.choice([1, 60, 200])) for n in range(chance.choice([1, 1, 2, 3]))]
    requirement = Requirement.objects.create(code=f"told-{next(_next)}", title=f"Told {place}", order=place)
    pathway = Pathway.objects.create(code=f"told-{next(_next)}", title="Told")
    for role in world.roles if place == 0 else world.roles[:1]:
        PathwayMembership.objects.create(pathway=pathway, role=role, since=LONG_AGO)
    starts = sorted(set(starts))
    until = [chance.choice([None, None, start + timedelta(days=chance.randrange(300))]) for start in starts]
    for n, start in enumerate(starts):
        version = version_of(drawn, requirement, start, until[n])
        version.in_force_to = starts[n + 1] if n + 1 < len(starts) else None
        version.pathways = [pathway]
        version.agencies = [world.agencies[0]] if place == REQUIREMENTS - 1 else []
        version.listings = [
            CourseListing(
                course=world.courses[listing.course_id], first=listing.first, renewing=listing.renewing,
                if_completed_by=listing.if_completed_by,
            )
            for listing in drawn.listings
        ]  # fmt: skip
        version.save()
    world.terms.append(version.terms())
    world.introductions.append(introduced(starts, until))
    return requirement


def version_of(drawn: Terms, requirement: Requirement, start: date, until: date | None) -> RequirementVersion:
    version = RequirementVersion(
        requirement=requirement, in_force_from=start, first_months=drawn.first.months, first_days=drawn.first.days,
        renewal=Renewal.NEVER, warning_days=drawn.warning_days, grace_days=drawn.grace_days,
        history_before=drawn.history_before, posts_held_until=until,
    )  # fmt: skip
    if isinstance(drawn.renewal, EveryMonths):
        version.renewal, version.renewal_months = Renewal.MONTHS, drawn.renewal.months
    elif isinstance(drawn.renewal, ByFixedDay):
        fixed = drawn.renewal
        version.renewal, version.renewal_months = Renewal.FIXED_DAY, fixed.every_months
        version.fixed_month, version.fixed_day = fixed.month, fixed.day_of_month
        version.window_months = fixed.window_months
    return version


def introduced(starts: list[date], until: list[date | None]) -> Introduction:
    """Say again, plainly, how a requirement came in: the last day said for posts held, and since when it was said."""
    said = [(start, day) for start, day in zip(starts, until, strict=True) if day is not None]
    if not said:
        return Introduction(starts[0])
    since = said[-1][0]
    for start, day in reversed(said):
        if day != said[-1][1]:
            break
        since = start
    return Introduction(starts[0], since, said[-1][1])


def tell(world: World, person: Person, chance: random.Random) -> None:
    post, others = some_posts(chance)
    told = PersonTold(person)
    seen: set[tuple[int, int, date]] = set()
    for tenure in (post, *others):
        agency = chance.choices(world.agencies, [85, 15])[0]
        role = chance.choices(world.roles, [85, 15])[0]
        if (agency.pk, role.pk, tenure.start) in seen:
            continue
        seen.add((agency.pk, role.pk, tenure.start))
        row = Post(person=person, agency=agency, role=role, start=tenure.start, end=tenure.end)
        away = {s.away_from: s for s in tenure.away if s.back_on is None or s.back_on > s.away_from}
        exempt = {e.exempt_from: e for e in tenure.exempt}
        place = chance.randrange(REQUIREMENTS)
        told.posts.append(
            PostTold(row, tenure.start, tenure.end, tuple(away.values()), {place: tuple(exempt.values())})
        )
    days = [date(2021, 1, 1) + timedelta(days=chance.randrange(5 * 365)) for _ in range(chance.choice([0, 1, 2, 3, 5]))]
    told.done = tuple(Done(world.courses[chance.randrange(1, 6)].pk, day) for day in days)
    world.people.append(told)


def save(world: World, requirements: list[Requirement], chance: random.Random) -> None:
    """Write all that was told, each table in one INSERT, and some completions that were corrected besides."""
    by = factories.make_person()
    posts = [post for told in world.people for post in told.posts]
    Post.objects.bulk_create(post.row for post in posts)
    Absence.objects.bulk_create(
        Absence(post=post.row, away_from=spell.away_from, back_on=spell.back_on)
        for post in posts
        for spell in post.away
    )
    Exemption.objects.bulk_create(
        Exemption(
            post=post.row, requirement=requirements[place], exempt_from=spell.exempt_from, exempt_to=spell.exempt_to,
            then_due_by=spell.then_due_by, reason="Told", approved_by=by,
        )
        for post in posts for place, spells in post.exempt.items() for spell in spells
    )  # fmt: skip
    Completion.objects.bulk_create(
        completion(told.person, done.course_id, done.on) for told in world.people for done in told.done
    )
    wrong = Completion.objects.bulk_create(
        completion(
            told.person,
            world.courses[chance.randrange(1, 5)].pk,
            date(2021, 1, 1) + timedelta(days=chance.randrange(2000)),
        )
        for told in world.people
        if chance.random() < 0.1
    )
    Correction.objects.bulk_create(Correction(completion=row, reason="Told") for row in wrong)


def completion(person: Person, course: int, on: date) -> Completion:
    return Completion(
        person=person, course_id=course, completed_on=on, source="import", hours=1, key=f"told:{next(_next)}"
    )


def held_in(world: World, on: date) -> Iterator[tuple[PersonTold, PostTold]]:
    """Yield whoever holds a post on a day, with each post."""
    for told in world.people:
        for post in told.posts:
            if post.start <= on and (post.end is None or post.end >= on):
                yield told, post
