"""Reads of what readers answered: what is still to be read, and who has confirmed what."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, QuerySet, Subquery
from wagtail.models import Page

from briefings.responses.models import Acknowledgement, ReadingRequest
from core import slots
from core.kept import Kept
from core.public_pages import read_stamp
from core.queries import readable_by, same_for_all
from core.statements import Given, Statement
from people.models import Person, Post, PostQuerySet


def asks_to_confirm(page: int) -> bool:
    """Fill core.slots.asks_to_confirm."""
    return ReadingRequest.objects.filter(page=page).exists()


def mark_of(page: Page) -> str:
    """Return what tells one published version of a page from the next, as its form carries it."""
    published = page.last_published_at.isoformat() if page.last_published_at else ""
    return f"{page.live_revision_id or 0}:{published}"


# -- One page, for whoever reads it --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reading:
    """Where somebody stands with a page that asks to be confirmed.

    `latest` is their last acknowledgement of any edition, `confirmed` whether it is of this one. `worth` says what else
    confirming does, and `due` whether that is asked of them now, so that they may confirm again.
    """

    request: ReadingRequest
    mark: str
    latest: Acknowledgement | None
    worth: tuple[str, ...]
    due: bool
    today: date

    @property
    def confirmed(self) -> bool:
        return self.latest is not None and self.latest.edition >= self.request.edition

    @property
    def asks(self) -> bool:
        """Whether the reader is asked to confirm now: the first time, again for a new edition, or since it is due."""
        return not self.confirmed or (self.due and self.latest is not None and self.latest.confirmed_on != self.today)


def reading_of(page: Page, person: Any, *, on: date) -> Reading | None:
    """Return where `person` stands with a page; None if it doesn't ask, or they may not read it."""
    asked = ReadingRequest.objects.filter(page__in=readable_by(person).filter(pk=page.pk).order_by().values("pk"))
    request = asked.first()
    if request is None:
        return None
    latest = Acknowledgement.objects.standing().filter(person=person, page=page).first()
    worth = [answer for says in slots.confirming if (answer := says(person, page.pk, on))]
    return Reading(request, mark_of(page), latest, tuple(words for words, _ in worth), any(due for _, due in worth), on)


@dataclass(frozen=True)
class Requests:
    """Every request of a published page, newest first, with its page; `ordinary` are the keys of the pages that every
    signed-in person may read, or nobody is kept from any more than another."""

    every: tuple[ReadingRequest, ...]
    ordinary: frozenset[int]


_kept: Kept[Requests] = Kept()


def _requests(reader: Any, at: datetime) -> Requests:
    every = tuple(ReadingRequest.objects.select_related("page").order_by("-since", "-pk"))
    readable = readable_by(reader, at=at).filter(pk__in=[one.page_id for one in every])
    same = same_for_all([one.page for one in every], at=at)
    return Requests(every, frozenset(same & set(readable.order_by().values_list("pk", flat=True))))


def _editions() -> Any:
    confirmed: Any = Acknowledgement.objects.standing().filter(person=Given("person")).order_by()
    return confirmed.values_list("page").annotate(edition=Max("edition"))


# Everybody's own page asks it.
EDITIONS: Statement[tuple[int, int]] = Statement(_editions)


def to_read(person: Any, *, at: datetime, seen_by: Any = None) -> list[ReadingRequest]:
    """Return what a person may read, is asked to confirm and hasn't, newest request first, with its page.

    What `seen_by`, if given, may not read is left out.
    """
    kept = _kept.get("requests", lambda: _requests(person, at), stamp=read_stamp(), at=at)
    every, ordinary = (kept.every, kept.ordinary) if kept else ((), frozenset[int]())
    done = dict(EDITIONS.run(person=person.pk)) if every else {}
    unread = [one for one in every if done.get(one.page_id, -1) < one.edition]
    for reader in filter(None, (person, seen_by)):
        others = {one.page_id for one in unread} - ordinary
        if others:
            may = set(readable_by(reader, at=at).filter(pk__in=others).order_by().values_list("pk", flat=True))
            unread = [one for one in unread if one.page_id in ordinary | may]
    return unread


def confirmed_by(person: Any, *, at: datetime) -> QuerySet[Acknowledgement]:
    """Return what a person has confirmed, newest first; `readable` says of each whether its page still is for them."""
    readable = readable_by(person, at=at).filter(pk=OuterRef("page")).order_by()
    rows: QuerySet[Acknowledgement] = Acknowledgement.objects.standing().filter(person=person).select_related("page")
    return rows.annotate(readable=Exists(readable))


# -- Who has confirmed, for those who look after people ------------------------------------------------------------


def posts_looked_over(reader: Any, *, on: date) -> PostQuerySet:
    """Return the posts held on a day of whose holders `reader` may see what they have confirmed: not their own, except
    for those who see everybody."""
    if reader.has_perm("people.view_everyone"):
        return Post.objects.held_on(on)
    return Post.objects.visible_to(reader, on=on).held_on(on).exclude(person=reader)


def readers_among(posts: PostQuerySet, request: ReadingRequest, *, state: str = "", name: str = "") -> QuerySet[Person]:
    """Return the holders of some posts by name, with `confirmed_on`, the day on which they last confirmed this edition.

    `state` "confirmed" or "missing" narrows them down, and so do the words of `name`.
    """
    theirs = Acknowledgement.objects.standing().filter(
        person=OuterRef("pk"), page=request.page_id, edition__gte=request.edition
    )
    latest = theirs.order_by("-confirmed_on").values("confirmed_on")[:1]
    people: QuerySet[Person] = Person.objects.filter(pk__in=posts.order_by().values("person"))
    for word in name.split():
        people = people.filter(first_name__icontains=word) | people.filter(last_name__icontains=word)
    if state in ("confirmed", "missing"):
        there = Exists(theirs.order_by())
        people = people.filter(there if state == "confirmed" else ~there)
    return people.annotate(confirmed_on=Subquery(latest)).order_by("last_name", "first_name", "pk")


@dataclass(frozen=True)
class Reader:
    """A person as the list of who has confirmed shows them, with the posts that its reader may see."""

    person: Person
    posts: tuple[Post, ...]
    confirmed_on: date | None


def with_posts(people: Sequence[Any], posts: PostQuerySet) -> list[Reader]:
    """Return some people, a page of them, with those of `posts` that they hold, in one query."""
    held: dict[int, list[Post]] = defaultdict(list)
    mine = posts.filter(person__in=[one.pk for one in people])
    for post in mine.select_related("agency", "role").order_by("start", "pk"):
        held[post.person_id].append(post)
    return [Reader(one, tuple(held[one.pk]), one.confirmed_on) for one in people]


def readers_listed(people: QuerySet[Any], posts: PostQuerySet) -> Iterator[list[Any]]:
    """Yield everybody of `readers_among` as a file lists them: last name, first name, agencies, roles, confirmed on.

    Two queries, and no more of each row than is shown: there may be tens of thousands.
    """
    held: dict[int, tuple[dict[str, None], dict[str, None]]] = defaultdict(lambda: ({}, {}))
    for person, agency, role in posts.order_by("start", "pk").values_list("person", "agency__name", "role__title"):
        held[person][0][agency] = held[person][1][role] = None
    for key, last, first, on in people.values_list("pk", "last_name", "first_name", "confirmed_on"):
        agencies, roles = held[key]
        yield [last, first, "; ".join(agencies), "; ".join(roles), on]


def counts_of(posts: PostQuerySet, requests: Sequence[ReadingRequest]) -> tuple[dict[int, int], int]:
    """Return how many of the holders of some posts have confirmed each page as it asks now, by the page's key, and how
    many holders there are. Two queries, however many pages."""
    holders = posts.order_by().values("person")
    rows = (
        Acknowledgement.objects.standing()
        .filter(person__in=holders, page__in=[one.page_id for one in requests])
        .filter(edition__gte=Subquery(ReadingRequest.objects.filter(page=OuterRef("page")).values("edition")[:1]))
        .order_by()
        .values("page")
        .annotate(count=Count(F("person"), distinct=True))
        .values_list("page", "count")
    )
    return dict(rows), holders.distinct().count()
