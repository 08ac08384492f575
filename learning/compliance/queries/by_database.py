"""Asking the database where posts stand, and the rules where it leaves that to them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import Any, NamedTuple

from django.db import connection, transaction

from core.kept import Kept
from core.public_pages import read_stamp
from learning.compliance.queries.asked import Asked, asked_on
from learning.compliance.queries.done_sql import numbers
from learning.compliance.queries.facts import MOST_NAMED, Facts, HeldPost, facts_of
from learning.compliance.queries.status_sql import BITS, IN_A_COLUMN, STATUS_OF, Digit, StatusSQL
from learning.compliance.rules import Standing, Status, first_deadline, lapse_of
from learning.records.models import Completion, Correction
from people.models import Agency, Post, PostQuerySet

WORK_MEMORY = "64MB"
MOST_CORRECTED = 2000
MARK = (1 << BITS) - 1
# To read all takes 0.78 of the time where all completions are of what is asked, 0.84 where 73% are, 1.36 where 42% are.
MOSTLY = 0.6
SHARE_LISTED = """SELECT COALESCE(SUM(common.share), 0) FROM pg_stats,
    UNNEST(most_common_vals::text::bigint[], most_common_freqs) AS common(course, share)
    WHERE schemaname = ANY(current_schemas(false)) AND tablename = %s AND attname = 'course_id' AND course = ANY(%s)"""
Codes = tuple[int, ...]
Statuses = tuple[Status | None, ...]  # in the order of what is asked; None: not asked


class Decided(NamedTuple):
    """A post about which the rules were asked: all of its statuses, and what explains those that the rules gave."""

    post: HeldPost
    statuses: Statuses
    standings: dict[int, Standing]  # by place


class Decoder:
    """Turns the numbers of a row into statuses; each number that comes is worked out once."""

    def __init__(self, asked: int) -> None:
        self.asked = asked
        self._known: dict[Codes, Statuses] = {}

    def __call__(self, codes: Codes) -> Statuses:
        """Return a status for each requirement, None where it isn't asked or the rules must be."""
        known = self._known.get(codes)
        if known is None:
            known = self._known[codes] = tuple(STATUS_OF.get(digit) for digit in self.digits(codes))
        return known

    def digits(self, codes: Codes) -> list[int]:
        places = (divmod(n, IN_A_COLUMN) for n in range(self.asked))
        return [(codes[column] >> (BITS * place)) & MARK for column, place in places]


def statuses_by_post(posts: PostQuerySet | None = None, *, on: date) -> dict[int, Statuses]:
    """Return where each of `posts` (all there are, if None) stands as at a day, by the post's key.

    In the order of `asked_on`. The same query as for counts, and so the same answer.
    """
    asked = asked_on(on)
    if not asked:
        return {}
    query = status_sql(asked, on, posts)
    decode = Decoder(len(asked))
    found: dict[int, Statuses] = {}
    marked: dict[int, Codes] = {}
    for post, codes, _ in split(query, rows_of(query.by_post(), posts, on)):
        if query.is_marked(codes):
            marked[post] = codes
        else:
            found[post] = decode(codes)
    return found | {one.post.pk: one.statuses for one in decide(marked, asked, on)}


def standings_by_post(
    posts: PostQuerySet, held: Sequence[HeldPost], asked: list[Asked], *, on: date, facts: Callable[[], Facts] | None
) -> dict[int, tuple[tuple[Status | None, date | None], ...]]:
    """Return status and deadline of each of `posts` on each requirement as at a day, by the post's key.

    `held` are those of `posts` that are held on the day. The database's statuses, and the deadlines that follow from
    them; where they don't, the rules are asked, which go by `facts` if what is recorded of everybody is read anyway.
    """
    if not asked or not held:
        return {}
    query = status_sql(asked, on, posts, with_deadlines=True)
    if len(held) <= MOST_NAMED:
        people = numbers({post.person_id for post in held})
        rows = _run(replace(query, scope=numbers(post.pk for post in held), people=people).by_post())
    else:
        rows = rows_of(query.by_post(), posts, on)
    decode = Decoder(len(asked))
    deadlines = [Deadlines(one) for one in asked]
    found: dict[int, tuple[tuple[Status | None, date | None], ...]] = {}
    marked: dict[int, Codes] = {}
    plain: dict[tuple[Any, ...], tuple[tuple[Status | None, date | None], ...]] = {}
    for post, codes, known in split(query, rows):
        # Whoever stands alike, began on the same day and was trained on the same days has the same deadlines.
        alike = plain.get((codes, known))
        if alike is None:
            start, *latest = (date.fromisoformat(day) if isinstance(day, str) else day for day in known)
            statuses = decode(codes)
            each = zip(statuses, deadlines, latest, strict=True)
            alike = plain[codes, known] = tuple((status, due(status, start, last)) for status, due, last in each)
        found[post] = alike
        if query.is_marked(codes):
            marked[post] = codes
    decided = decided_by(marked, held, asked, facts(), on) if facts and marked else decide(marked, asked, on)
    for one in decided:
        told = list(found[one.post.pk])
        for place, standing in one.standings.items():
            told[place] = (standing.status, standing.deadline)
        found[one.post.pk] = tuple(told)
    return found


class Deadlines:
    """The deadline of a post whose status on a requirement is plain: never apart, and on no earlier post's time."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked

    def __call__(self, status: Status | None, start: date, latest: date | None) -> date | None:
        """Return it from the post's first day and the latest completion that counts. None if there is none."""
        if status is None or status.is_apart:
            return None
        lapse = lapse_of(latest, self.asked.terms) if latest else None
        if status.is_trained:
            return lapse
        first = first_deadline(start, self.asked.terms, self.asked.introduction).day
        return max(first, lapse) if lapse else first


def split(query: StatusSQL, rows: list[tuple[Any, ...]]) -> Iterator[tuple[int, Codes, tuple[Any, ...]]]:
    """Yield key, codes, and first day and latest completions of each row that `by_post` gives."""
    end = 1 + query.columns
    for row in rows:
        yield row[0], row[1:end], row[end:]


def decide(marked: Mapping[int, Codes], asked: list[Asked], on: date) -> Iterator[Decided]:
    """Yield each marked post, the rules having decided what the database left to them."""
    keys = iter(marked)
    while batch := list(islice(keys, MOST_NAMED)):
        named = Post.objects.filter(pk__in=batch)
        posts = HeldPost.among(named, on=on)
        facts = facts_of({post.person_id for post in posts}, named, asked, on)
        yield from decided_by(marked, posts, asked, facts, on)


def decided_by(
    marked: Mapping[int, Codes], posts: Iterable[HeldPost], asked: list[Asked], facts: Facts, on: date
) -> Iterator[Decided]:
    """Yield each of `posts` that is marked, as the rules decide from what is recorded of their holders."""
    decode = Decoder(len(asked))
    for post in posts:
        if post.pk not in marked:
            continue
        standings = {
            place: facts.standing(post, asked[place], on)
            for place, digit in enumerate(decode.digits(marked[post.pk]))
            if digit == Digit.ASK
        }
        statuses = list(decode(marked[post.pk]))
        for place, standing in standings.items():
            statuses[place] = standing.status
        yield Decided(post, tuple(statuses), standings)


def status_sql(
    asked: list[Asked], on: date, posts: PostQuerySet | None = None, *, with_deadlines: bool = False
) -> StatusSQL:
    """Return the query for what is asked on a day, of `posts` or of everybody; `rows_of` runs it."""
    scope = "" if posts is None else _scope(posts, on)[0]
    whole = posts is None and connection.vendor == "postgresql"
    return StatusSQL(
        asked,
        on,
        [_agency_ids(one) for one in asked],
        connection.vendor,
        corrected=_corrected(),
        scope=scope,
        with_deadlines=with_deadlines,
        reads_all=whole and _share_listed(asked) > MOSTLY,
    )


def rows_of(sql: str, posts: PostQuerySet | None, on: date) -> list[tuple[Any, ...]]:
    """Run a query of `status_sql`, for the same posts and day."""
    if posts is not None:
        return _run(sql, _scope(posts, on)[1])
    return _rows_with_room(sql) if connection.vendor == "postgresql" else _run(sql)


def _run(sql: str, params: tuple[Any, ...] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _rows_with_room(sql: str) -> list[tuple[Any, ...]]:
    """Run a query on PostgreSQL with room for everybody's training at once, and without compiling it first."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('work_mem', %s, true), set_config('jit', 'off', true)", [WORK_MEMORY])
        cursor.execute(sql)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _share_listed(asked: list[Asked]) -> float:
    """Return what share of all completions is of courses that are asked, as PostgreSQL's statistics have it."""
    courses = sorted({listing.course_id for one in asked for listing in one.terms.listings})
    [(share,)] = _run(SHARE_LISTED, (Completion._meta.db_table, courses))
    return float(share)


def _corrected() -> str:
    """Return SQL that names the completions that were withdrawn.

    By their keys while they are few: that costs less than looking each completion up, and so it nearly always is.
    """
    keys = list(Correction.objects.order_by().values_list("completion_id", flat=True)[: MOST_CORRECTED + 1])
    if len(keys) > MOST_CORRECTED:
        return "SELECT completion_id FROM records_correction"
    return ", ".join(map(str, keys))


def _scope(posts: PostQuerySet, on: date) -> tuple[str, tuple[Any, ...]]:
    """Return SQL that names the keys of those of `posts` that are held on a day, and its parameters."""
    sql, params = posts.held_on(on).order_by().values("pk").query.sql_with_params()
    return sql, params


_agencies: Kept[list[tuple[int, str]]] = Kept()


def _agency_ids(asked: Asked) -> list[int] | None:
    """Return the agencies that a requirement is limited to, those below included, or None if it isn't."""
    if not asked.agency_paths:
        return None
    every = _agencies.get("paths", lambda: list(Agency.objects.values_list("pk", "path")), stamp=read_stamp()) or []
    return [key for key, path in every if path.startswith(asked.agency_paths)]
