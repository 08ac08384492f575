"""Where posts stand. Every screen, file and report asks here, so that their figures can't disagree."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from learning.compliance import rules
from learning.compliance.models import Exemption, Requirement, RequirementVersion
from learning.records.models import Completion
from people.models import Absence, PathwayMembership, Person, Post


@dataclass(frozen=True, slots=True)
class PostStatus:
    """Where one post stands on one requirement, with what is needed to explain it."""

    post: Post
    requirement: Requirement
    version: RequirementVersion
    terms: rules.Terms
    standing: rules.Standing
    course_titles: dict[int, str]

    @property
    def status(self) -> rules.Status:
        return self.standing.status

    @property
    def explanation(self) -> str:
        return rules.explain(self.standing, self.terms, course_titles=self.course_titles)


@dataclass(frozen=True, slots=True)
class Asked:
    """One requirement as it stands on a day: its version in force, and whom it asks."""

    version: RequirementVersion
    terms: rules.Terms
    introduction: rules.Introduction
    roles: frozenset[int]
    agency_paths: tuple[str, ...]
    course_titles: dict[int, str]

    def asks(self, post: Post) -> bool:
        """Return whether the post is in the audience: its role in a pathway, its agency not left out."""
        if post.role_id not in self.roles:
            return False
        return not self.agency_paths or post.agency.path.startswith(self.agency_paths)


def asked_on(on: date) -> list[Asked]:
    """Return the requirements in force on a day, in the order they are listed, in a constant number of queries."""
    versions = (
        RequirementVersion.objects.filter(in_force_from__lte=on)
        .select_related("requirement", "guidance")
        .prefetch_related("listings__course", "pathways", "agencies")
        .order_by("requirement__order", "requirement__title", "in_force_from")
    )
    by_requirement: dict[int, list[RequirementVersion]] = defaultdict(list)
    for version in versions:
        by_requirement[version.requirement_id].append(version)
    roles: dict[int, set[int]] = defaultdict(set)
    for pathway, role in PathwayMembership.objects.on(on).values_list("pathway_id", "role_id"):
        roles[pathway].add(role)
    asked = []
    for past in by_requirement.values():
        terms = {version: version.terms() for version in past}
        in_force = next((version for version in past if terms[version].in_force_on(on)), None)
        if in_force is None:
            continue
        asked.append(
            Asked(
                version=in_force,
                terms=terms[in_force],
                introduction=rules.introduction_of(terms.values(), on),
                roles=frozenset().union(*(roles[pathway.pk] for pathway in in_force.pathways.all())),
                agency_paths=tuple(agency.path for agency in in_force.agencies.all()),
                course_titles={ls.course_id: ls.course.title for ls in in_force.listings.all()},
            )
        )
    return asked


def statuses_for(posts: QuerySet[Post], *, on: date) -> list[PostStatus]:
    """Return the training status of each of `posts` held on a day, on each requirement that asks it that day.

    In the posts' own order, then the requirements'. The number of queries doesn't grow with the posts.
    Source: docs/decisions/0003 and the rules.
    """
    asked = asked_on(on)
    held = list(posts.held_on(on).select_related("person", "agency", "role", "line_manager"))
    if not held or not asked:
        return []
    facts = _facts_of({post.person_id for post in held}, asked, on)
    return [
        PostStatus(
            post=post,
            requirement=one.version.requirement,
            version=one.version,
            terms=one.terms,
            standing=facts.standing(post, one, on),
            course_titles=one.course_titles,
        )
        for post in held
        for one in asked
        if one.asks(post)
    ]


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is recorded of some people, gathered once."""

    posts: dict[tuple[int, int], list[Post]]  # by person and agency
    away: dict[int, tuple[rules.Spell, ...]]  # by post
    exempt: dict[tuple[int, int], tuple[rules.ExemptSpell, ...]]  # by post and requirement
    done: dict[int, list[rules.Done]]  # by person

    def tenure(self, post: Post, requirement: int) -> rules.Tenure:
        away = self.away.get(post.pk, ())
        return rules.Tenure(post.start, post.end, away, self.exempt.get((post.pk, requirement), ()))

    def standing(self, post: Post, asked: Asked, on: date) -> rules.Standing:
        requirement = asked.version.requirement_id
        others = (other for other in self.posts[post.person_id, post.agency_id] if other.pk != post.pk)
        return rules.status_on(
            on,
            post=self.tenure(post, requirement),
            terms=asked.terms,
            introduction=asked.introduction,
            done=self.done.get(post.person_id, ()),
            others=[self.tenure(other, requirement) for other in others if asked.asks(other)],
        )


def _facts_of(people: set[int], asked: Iterable[Asked], on: date) -> Facts:
    # A file of a whole partnership names more people than a query may list: then all are read.
    some = Q(person__in=people) if len(people) <= 5000 else Q()
    some_posts = Q(post__person__in=people) if len(people) <= 5000 else Q()
    posts: dict[tuple[int, int], list[Post]] = defaultdict(list)
    for post in Post.objects.filter(some).select_related("agency").order_by():
        posts[post.person_id, post.agency_id].append(post)
    away: dict[int, tuple[rules.Spell, ...]] = defaultdict(tuple)
    spells = Absence.objects.filter(some_posts).order_by().values_list("post_id", "away_from", "back_on")
    for key, away_from, back_on in spells:
        away[key] += (rules.Spell(away_from, back_on),)
    exempt: dict[tuple[int, int], tuple[rules.ExemptSpell, ...]] = defaultdict(tuple)
    decisions = Exemption.objects.filter(some_posts).order_by()
    for key, requirement, begins, ends, due in decisions.values_list(
        "post_id", "requirement_id", "exempt_from", "exempt_to", "then_due_by"
    ):
        exempt[key, requirement] += (rules.ExemptSpell(begins, ends, due),)
    courses = {listing.course_id for one in asked for listing in one.terms.listings}
    done: dict[int, list[rules.Done]] = defaultdict(list)
    completions = Completion.objects.standing().filter(some, course__in=courses, completed_on__lte=on).order_by()
    for person, course, day in completions.values_list("person_id", "course_id", "completed_on"):
        done[person].append(rules.Done(course, day))
    return Facts(posts, away, exempt, done)


def statuses_of(person: Person, *, on: date) -> list[PostStatus]:
    """Return where each of a person's own posts stands."""
    return statuses_for(Post.objects.filter(person=person), on=on)


def tally_of(statuses: Iterable[PostStatus]) -> rules.Tally:
    """Return the counts by status."""
    return rules.Tally.of(one.status for one in statuses)
