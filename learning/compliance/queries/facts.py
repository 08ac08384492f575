"""All that is recorded of some people and bears on where they stand, gathered once and handed to the rules."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, Protocol, Self

from django.db.models import Exists, OuterRef, Q

from core.statements import Given, Statement
from learning.compliance import rules
from learning.compliance.models import Exemption
from learning.compliance.queries.asked import Asked
from learning.records.models import Completion
from people.models import Absence, Post, PostQuerySet, StaffNumber

# More people than this are named to the database by the query that found them, not one by one.
MOST_NAMED = 5000


class PostLike(Protocol):
    @property
    def pk(self) -> int: ...
    @property
    def person_id(self) -> int: ...
    @property
    def agency_id(self) -> int: ...
    @property
    def start(self) -> date: ...
    @property
    def end(self) -> date | None: ...


class HeldPost(NamedTuple):
    """A post held on a day, as little of it as lists and counts need."""

    pk: int
    person_id: int
    agency_id: int
    role_id: int
    start: date
    end: date | None
    line_manager_id: int | None
    agency_path: str
    agency_name: str
    role_title: str
    last_name: str
    first_name: str

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @classmethod
    def among(cls, posts: PostQuerySet, *, on: date) -> list[Self]:
        """Return those of `posts` that are held on a day, in one query, by name."""
        return cls.each(posts.held_on(on).order_by("person__last_name", "person__first_name", "person", "start", "pk"))

    @classmethod
    def each(cls, posts: PostQuerySet) -> list[Self]:
        """Return all of `posts`, held on whatever days, in one query."""
        return [cls(*row) for row in posts.values_list(*HELD_POST)]

    @classmethod
    def all_of(cls, person: int) -> list[Self]:
        """Return all the posts that a person ever held, by start, in one query."""
        return [cls(*row) for row in POSTS_OF.run(person=person)]

    def held_on(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)


HELD_POST = (
    "pk", "person_id", "agency_id", "role_id", "start", "end", "line_manager_id",
    "agency__path", "agency__name", "role__title", "person__last_name", "person__first_name",
)  # fmt: skip
# Everybody's own page asks it.
POSTS_OF: Statement[tuple[Any, ...]] = Statement(
    lambda: Post.objects.filter(person=Given("person")).order_by("start", "pk").values_list(*HELD_POST)
)


class OtherPost(NamedTuple):
    """A post that a held one may continue."""

    pk: int
    role_id: int
    start: date
    end: date | None
    agency_path: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What is recorded of some people, keyed so that each post finds its own.

    `posts` has only those of whoever holds or held more than one in the same agency.
    """

    posts: dict[tuple[int, int], list[OtherPost]]  # by person and agency
    away: dict[int, tuple[rules.Spell, ...]]  # by post
    exempt: dict[tuple[int, int], tuple[rules.ExemptSpell, ...]]  # by post and requirement
    done: dict[tuple[int, int], list[date]]  # days of completions that stand, by person and course

    def standing(self, post: PostLike, asked: Asked, on: date) -> rules.Standing:
        """Return where a post stands on a requirement that asks it, with all that explains it."""
        requirement = asked.version.requirement_id
        others = (other for other in self.posts.get((post.person_id, post.agency_id), ()) if other.pk != post.pk)
        return rules.status_on(
            on,
            post=self._tenure(post.pk, post.start, post.end, requirement),
            terms=asked.terms,
            introduction=asked.introduction,
            done=[rules.Done(course, day) for course, day in self.completions(post.person_id, asked)],
            others=[
                self._tenure(other.pk, other.start, other.end, requirement)
                for other in others
                if asked.asks(other.role_id, other.agency_path)
            ],
        )

    def completions(self, person: int, asked: Asked) -> list[tuple[int, date]]:
        """Return course and day of a person's completions of the courses that a requirement lists."""
        return [
            (listing.course_id, day)
            for listing in asked.terms.listings
            for day in self.done.get((person, listing.course_id), ())
        ]

    def never_apart(self, post: PostLike, asked: Asked) -> bool:
        return post.pk not in self.away and (post.pk, asked.version.requirement_id) not in self.exempt

    def only_post(self, post: PostLike) -> bool:
        """Return whether its holder has never held another in the same agency."""
        return (post.person_id, post.agency_id) not in self.posts

    def _tenure(self, post: int, start: date, end: date | None, requirement: int) -> rules.Tenure:
        return rules.Tenure(start, end, self.away.get(post, ()), self.exempt.get((post, requirement), ()))


def facts_of(people: set[int], posts: PostQuerySet, asked: Iterable[Asked], on: date) -> Facts:
    """Gather what is recorded of `people`, who hold `posts`, in four queries however many they are."""
    named = people if len(people) <= MOST_NAMED else posts.held_on(on).order_by().values("person")
    of_people, of_their_posts = Q(person__in=named), Q(post__person__in=named)
    return Facts(
        posts=_posts(of_people, many=len(people) > MOST_NAMED),
        away=_away(of_their_posts),
        exempt=_exempt(of_their_posts),
        done=_done(of_people, {listing.course_id for one in asked for listing in one.terms.listings}, on),
    )


def facts_of_one(posts: Sequence[HeldPost], done: Iterable[tuple[int, date]], on: date) -> Facts:
    """Gather what is recorded of one person from what was read of them, and two queries more.

    `posts` are all that they ever held, `done` course and day of their completions that stand.
    """
    of_their_posts = Q(post__in=[post.pk for post in posts])
    by_agency: dict[tuple[int, int], list[OtherPost]] = defaultdict(list)
    for post in posts:
        other = OtherPost(post.pk, post.role_id, post.start, post.end, post.agency_path)
        by_agency[post.person_id, post.agency_id].append(other)
    by_course: dict[tuple[int, int], list[date]] = defaultdict(list)
    for course, day in done:
        if day <= on:
            by_course[posts[0].person_id, course].append(day)
    return Facts(
        posts={key: held for key, held in by_agency.items() if len(held) > 1},
        away=_away(of_their_posts),
        exempt=_exempt(of_their_posts),
        done=by_course,
    )


def _posts(some: Q, *, many: bool) -> dict[tuple[int, int], list[OtherPost]]:
    """Return the posts of each person in each agency, where there is more than one."""
    posts: dict[tuple[int, int], list[OtherPost]] = defaultdict(list)
    rows = Post.objects.filter(some).order_by()
    if many:
        # Few have held another post in the same agency: of a whole partnership, only theirs are read.
        another = Post.objects.filter(person=OuterRef("person"), agency=OuterRef("agency")).exclude(pk=OuterRef("pk"))
        rows = rows.filter(Exists(another.order_by()))
    for person, agency, post, role, start, end, path in rows.values_list(
        "person_id", "agency_id", "pk", "role_id", "start", "end", "agency__path"
    ):
        posts[person, agency].append(OtherPost(post, role, start, end, path))
    return {key: held for key, held in posts.items() if len(held) > 1}


def _away(some: Q) -> dict[int, tuple[rules.Spell, ...]]:
    away: dict[int, tuple[rules.Spell, ...]] = {}
    for post, away_from, back_on in Absence.objects.filter(some).order_by().values_list("post", "away_from", "back_on"):
        away[post] = (*away.get(post, ()), rules.Spell(away_from, back_on))
    return away


def _exempt(some: Q) -> dict[tuple[int, int], tuple[rules.ExemptSpell, ...]]:
    exempt: dict[tuple[int, int], tuple[rules.ExemptSpell, ...]] = {}
    rows = Exemption.objects.filter(some).order_by()
    for post, requirement, begins, ends, due in rows.values_list(
        "post", "requirement", "exempt_from", "exempt_to", "then_due_by"
    ):
        exempt[post, requirement] = (*exempt.get((post, requirement), ()), rules.ExemptSpell(begins, ends, due))
    return exempt


def _done(some: Q, courses: set[int], on: date) -> dict[tuple[int, int], list[date]]:
    done: dict[tuple[int, int], list[date]] = defaultdict(list)
    rows = Completion.objects.standing().filter(some, course__in=courses, completed_on__lte=on).order_by()
    for person, course, day in rows.values_list("person_id", "course_id", "completed_on"):
        done[person, course].append(day)
    return done


def staff_numbers_of(posts: Sequence[HeldPost]) -> dict[tuple[int, int], str]:
    """Return staff numbers by person and agency, in one query: those of the agencies that `posts` are in."""
    rows = StaffNumber.objects.filter(agency__in={post.agency_id for post in posts})
    return {(person, agency): number for person, agency, number in rows.values_list("person", "agency", "number")}
