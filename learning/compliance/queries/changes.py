"""What a change would do, before it is made: where posts stand and where they would. Nothing is written."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from learning.compliance import rules
from learning.compliance.models import Exemption, RequirementVersion
from learning.compliance.queries.asked import Asked, asked_on
from learning.compliance.queries.facts import Facts, HeldPost, facts_of
from learning.compliance.rules.changes import Change, change_between, counting
from people.models import PathwayMembership, Post, PostQuerySet


@dataclass(frozen=True, slots=True)
class Moved:
    """A post that a change would move on a requirement; None where it isn't asked."""

    post: HeldPost
    asked: Asked
    before: rules.Standing | None
    after: rules.Standing | None
    change: Change

    @property
    def what_was(self) -> str:
        return rules.label(self.before.status) if self.before else "not asked"

    @property
    def what_will_be(self) -> str:
        return rules.label(self.after.status) if self.after else "not asked"

    @property
    def deadline(self) -> date | None:
        return self.after.deadline if self.after else None


@dataclass(frozen=True)
class Group:
    """The posts that would move in the same way, by name."""

    change: Change
    moved: list[Moved]

    @property
    def people(self) -> int:
        return len({one.post.person_id for one in self.moved})


@dataclass(frozen=True)
class DayOfChange:
    """What would be different on a day: the gravest first."""

    on: date
    groups: list[Group]


def grouped(moved: Iterable[Moved]) -> list[Group]:
    """Return posts grouped by how they would move, the gravest first; within a group in the order given."""
    in_order = sorted(moved, key=lambda one: one.change.order)
    return [Group(change, list(some)) for change, some in groupby(in_order, key=lambda one: one.change)]


def moves(
    posts: Iterable[HeldPost], *, now: tuple[Asked | None, Facts], then: tuple[Asked | None, Facts], on: date
) -> Iterator[Moved]:
    """Yield the posts that stand elsewhere under `then` than under `now`: each what is asked, and what is recorded."""
    (asked_now, facts_now), (asked_then, facts_then) = now, then
    for post in posts:
        before = _standing(post, asked_now, facts_now, on)
        after = _standing(post, asked_then, facts_then, on)
        change = change_between(before, after)
        asked = asked_then if after is not None else asked_now
        if change is not None and asked is not None:
            yield Moved(post, asked, before, after, change)


def _standing(post: HeldPost, asked: Asked | None, facts: Facts, on: date) -> rules.Standing | None:
    if asked is None or not asked.asks(post.role_id, post.agency_path):
        return None
    return facts.standing(post, asked, on)


# -- A version of a requirement ------------------------------------------------------------------------------------


def changes_of_version(version: RequirementVersion, *, today: date) -> list[DayOfChange]:
    """Return what saving a version, as it stands in memory, would change: today, and on each later day that it or the
    version as it was begins or ends. Days on which nothing would be different are left out.

    In a constant number of queries for each day, of which there are four at most.
    """
    stored = list(
        RequirementVersion.objects.filter(requirement=version.requirement_id)
        .select_related("requirement")
        .prefetch_related("listings__course", "pathways", "agencies")
    )
    others = [one for one in stored if one.pk != version.pk]
    was = [one for one in stored if one.pk == version.pk]
    edges = {day for one in [version, *was] for day in (one.in_force_from, one.in_force_to) if day and day > today}
    days = ((day, version_on_day(version, stored, [*others, version], day)) for day in sorted({today, *edges}))
    return [DayOfChange(day, groups) for day, groups in days if groups]


def version_on_day(
    version: RequirementVersion, past: list[RequirementVersion], to_be: list[RequirementVersion], on: date
) -> list[Group]:
    now, then = _asked_by(past, on), _asked_by(to_be, on)
    both = [one for one in (now, then) if one is not None]
    roles = frozenset().union(*(one.roles for one in both))
    posts = Post.objects.filter(role__in=roles)
    held = HeldPost.among(posts, on=on) if both else []
    if not held:
        return []
    facts = facts_of({post.person_id for post in held}, posts, both, on)
    return grouped(moves(held, now=(now, facts), then=(then, facts), on=on))


def _asked_by(versions: list[RequirementVersion], on: date) -> Asked | None:
    """Return what a requirement of these versions, stored or not, asks on a day; None if none is in force."""
    begun = [(one, one.terms()) for one in versions if one.in_force_from <= on]
    in_force, terms = next(((one, terms) for one, terms in begun if terms.in_force_on(on)), (None, None))
    if in_force is None or terms is None:
        return None
    pathways = [pathway.pk for pathway in in_force.pathways.all()]
    members = PathwayMembership.objects.on(on).filter(pathway__in=pathways)
    return Asked(
        version=in_force,
        terms=terms,
        introduction=rules.introduction_of((one for _, one in begun), on),
        roles=frozenset(members.values_list("role_id", flat=True)),
        agency_paths=tuple(agency.path for agency in in_force.agencies.all()),
        course_titles={listing.course_id: listing.course.title for listing in in_force.listings.all()},
    )


# -- An exemption, and a completion that is withdrawn --------------------------------------------------------------


def changes_of_exemption(exemption: Exemption, *, on: date) -> list[Moved]:
    """Return how granting or changing an exemption, as it stands in memory, would move its post on a day."""
    posts = Post.objects.filter(pk=exemption.post_id)
    asked = [one for one in asked_on(on) if one.requirement.pk == exemption.requirement_id]
    held, facts = _recorded(posts, asked, on)
    key = exemption.post_id, exemption.requirement_id
    others = Exemption.objects.filter(post=exemption.post_id, requirement=exemption.requirement_id)
    spells = [
        rules.ExemptSpell(one.exempt_from, one.exempt_to, one.then_due_by)
        for one in [*others.exclude(pk=exemption.pk), exemption]
    ]
    then = replace(facts, exempt={**facts.exempt, key: tuple(spells)})
    return [moved for one in asked for moved in moves(held, now=(one, facts), then=(one, then), on=on)]


@dataclass(frozen=True)
class Unseated:
    """What withdrawing a completion would do: `later` are course and day of others that would count no longer, `moved`
    where its person would stand elsewhere."""

    later: list[tuple[str, date]]
    moved: list[Moved]


def changes_of_correction(*, person: int, course: int, completed_on: date, on: date) -> Unseated:
    """Return what withdrawing a person's completion of a course on a day would do, as at day `on`."""
    asked = [one for one in asked_on(on) if any(listing.course_id == course for listing in one.terms.listings)]
    posts = Post.objects.filter(person=person)
    held, facts = _recorded(posts, asked, on)
    days = list(facts.done.get((person, course), ()))
    if completed_on in days:
        days.remove(completed_on)
    then = replace(facts, done={**facts.done, (person, course): days})
    unseated: dict[tuple[str, date], None] = {}
    moved: list[Moved] = []
    for one in asked:
        mine = [post for post in held if one.asks(post.role_id, post.agency_path)]
        if not mine:
            continue
        before = {rules.Done(*done) for done in facts.completions(person, one)}
        after = {rules.Done(*done) for done in then.completions(person, one)}
        counted = counting(before, one.terms) - counting(after, one.terms)
        for done in sorted(counted & after, key=lambda done: done.on):
            unseated[one.course_titles[done.course_id], done.on] = None
        moved += moves(mine, now=(one, facts), then=(one, then), on=on)
    return Unseated(list(unseated), moved)


def _recorded(posts: PostQuerySet, asked: list[Asked], on: date) -> tuple[list[HeldPost], Facts]:
    held = HeldPost.among(posts, on=on)
    return held, facts_of({post.person_id for post in held}, posts, asked, on)
