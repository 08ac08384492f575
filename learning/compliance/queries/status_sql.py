# ruff: noqa: S608 - every value written into the SQL is a number or a day of our own; nothing that anybody typed
"""The rules of training status as one SQL query: dates compared with cut-offs, the same on SQLite and PostgreSQL.

Months are added in `rules` alone; what stands here is each requirement's cut-off days as at one day. Whoever is plain
is decided by the database. Whoever isn't (a short spell away that may touch another, an earlier post in the agency that
a deadline may run on from, a spell that has just ended) comes back marked, and the rules themselves decide. Tests hold
the two together. Source: docs/decisions/0003 and 0015.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from learning.compliance.queries.asked import Asked
from learning.compliance.queries.done_sql import IN_A_COLUMN, DoneByDay, DoneInBits, DoneSQL, day, numbers
from learning.compliance.rules import Status

# A status is four bits of a number, so that where a post stands on fifteen requirements is one value to group by.
BITS = 4
SHORTEST_SPELL = 28  # days: rules.posts
AGAIN = "again AS (SELECT person_id FROM people_post GROUP BY person_id, agency_id HAVING MIN(start) < MAX(start))"
POSTS = (
    "FROM held AS post LEFT JOIN done ON done.person_id = post.person_id LEFT JOIN away ON away.post_id = post.id "
    "LEFT JOIN exempt ON exempt.post_id = post.id"
)


class Digit(IntEnum):
    """What four bits say of a post on one requirement. ASK: the rules must decide."""

    NOT_ASKED = 0
    CURRENT = 1
    DUE_SOON = 2
    IN_TIME = 3
    OVERDUE = 4
    AWAY = 5
    EXEMPT = 6
    ASK = 8


STATUS_OF: dict[int, Status] = {Digit[status.name].value: status for status in Status}
ASKS_IN_A_COLUMN = sum(Digit.ASK << (BITS * place) for place in range(IN_A_COLUMN))


@dataclass(frozen=True)
class StatusSQL:
    """The query for some requirements as at a day, for the posts of `scope` (SQL that names posts' keys), or all.

    `people` names who holds them, where they are known and few: the database then looks at nobody else's training.
    `agency_ids` gives, for each requirement, the agencies that it is limited to, or None. `corrected` is the SQL of a
    list of completions that count for nothing, or empty. With `with_deadlines`, posts whose deadline a spell may have
    moved are marked too, though their status is plain. `reads_all` says that most completions are of
    what is asked.
    """

    asked: Sequence[Asked]
    on: date
    agency_ids: Sequence[Sequence[int] | None]
    vendor: str
    corrected: str = ""
    scope: str = ""
    people: str = ""
    with_deadlines: bool = False
    reads_all: bool = False

    @property
    def columns(self) -> int:
        """How many numbers the statuses of one post take."""
        return max(1, -(-len(self.asked) // IN_A_COLUMN))

    @staticmethod
    def is_marked(codes: Iterable[int]) -> bool:
        """Return whether the rules must be asked about a post with these codes."""
        return any(code & ASKS_IN_A_COLUMN for code in codes)

    def grouped(self, *, by_role: bool) -> str:
        """Return SQL for rows of agency, role, codes, the post if the rules must be asked, and how many posts.

        Without `by_role` roles count together, and stand as 0.
        """
        done: DoneSQL = DoneInBits(self) if self.vendor == "postgresql" else DoneByDay(self)
        names = ", ".join(f"code{n}" for n in range(self.columns))
        marked = " OR ".join(f"(code{n} & {ASKS_IN_A_COLUMN}) <> 0" for n in range(self.columns))
        role = "role_id" if by_role else "0"
        # Materialized, so that no database works out a code again for each place it is named in.
        return (
            f"WITH {self._parts(done)}, standing AS MATERIALIZED "
            f"(SELECT post.id, post.agency_id, post.role_id, {self._codes(done)} {POSTS}) "
            f"SELECT agency_id, {role}, {names}, CASE WHEN {marked} THEN id END AS marked, COUNT(*) FROM standing "
            f"GROUP BY agency_id, {'role_id, ' if by_role else ''}{names}, CASE WHEN {marked} THEN id END"
        )

    def by_post(self) -> str:
        """Return SQL for a row a post: key, codes, first day, and the latest counting completion a requirement."""
        done = DoneByDay(self)
        latest = "".join(f", {done.latest(n)}" for n in range(len(self.asked)))
        return f"WITH {self._parts(done)} SELECT post.id, {self._codes(done)}, post.start{latest} {POSTS}"

    # -- What the query is made of ------------------------------------------------------------------------------------

    def _parts(self, done: DoneSQL) -> str:
        again = [] if self.scope else [AGAIN]
        return ", ".join([self._held(), self._done(done), self._away(), self._exempt(), *again])

    def _held(self) -> str:
        on = day(self.on)
        scope = f" AND id IN ({self.scope})" if self.scope else ""
        return (
            "held AS (SELECT id, person_id, agency_id, role_id, start FROM people_post "
            f'WHERE start <= {on} AND ("end" IS NULL OR "end" >= {on}){scope})'
        )

    def _done(self, done: DoneSQL) -> str:
        courses = {listing.course_id for one in self.asked for listing in one.terms.listings}
        people = self.people or ("SELECT person_id FROM held" if self.scope else "")
        some = f" AND person_id IN ({people})" if people else ""
        # Of a few people every completion is looked at: looking each course up for each of them takes longer.
        # And if there is hardly anything else, all are read in the order of people, which is that of the counting.
        every = self.people or (self.reads_all and isinstance(done, DoneInBits))
        listed = "" if every else f" AND course_id IN ({numbers(courses)})"
        corrected = f" AND id NOT IN ({self.corrected})" if self.corrected else ""
        return (
            f"done AS (SELECT person_id, {', '.join(done.columns())} FROM records_completion "
            f"WHERE completed_on <= {day(self.on)}{listed}{some}{corrected} "
            "GROUP BY person_id)"
        )

    def _away(self) -> str:
        """Return 2 for a spell that covers the day and counts by itself, 1 for one that may; and 1 if one is over."""
        on = day(self.on)
        recent = "" if self.with_deadlines else f" AND (back_on IS NULL OR back_on >= {day(self.on, -self._grace)})"
        length = "back_on - away_from" if self.vendor == "postgresql" else "julianday(back_on) - julianday(away_from)"
        return (
            "away AS (SELECT post_id, "
            f"MAX(CASE WHEN back_on IS NULL OR (back_on > {on} AND {length} >= {SHORTEST_SPELL}) THEN 2 "
            f"WHEN back_on > {on} THEN 1 END) AS covers, MAX(CASE WHEN back_on <= {on} THEN 1 END) AS ended "
            f"FROM people_absence WHERE away_from <= {on}{recent}{self._of_scope} GROUP BY post_id)"
        )

    def _exempt(self) -> str:
        """Return for each requirement 2 for an exemption that covers the day, 1 for one that is over."""
        on = day(self.on)
        recent = f"exempt_to IS NULL OR exempt_to >= {day(self.on, -self._grace - 1)} OR then_due_by >= {on}"
        columns = "".join(
            f", MAX(CASE WHEN requirement_id = {one.version.requirement_id} "
            f"THEN CASE WHEN exempt_to IS NULL OR exempt_to >= {on} THEN 2 ELSE 1 END END) AS exempt{n}"
            for n, one in enumerate(self.asked)
        )
        return (
            f"exempt AS (SELECT post_id{columns} FROM compliance_exemption "
            f"WHERE exempt_from <= {on}{'' if self.with_deadlines else f' AND ({recent})'}{self._of_scope} "
            "GROUP BY post_id)"
        )

    @property
    def _of_scope(self) -> str:
        return f" AND post_id IN ({self.scope})" if self.people else ""

    @property
    def _grace(self) -> int:
        return max((one.terms.grace_days for one in self.asked), default=0)

    # -- Where a post stands ------------------------------------------------------------------------------------------

    def _codes(self, done: DoneSQL) -> str:
        return ", ".join(f"{self._code(n, done)} AS code{n}" for n in range(self.columns))

    def _code(self, column: int, done: DoneSQL) -> str:
        first = column * IN_A_COLUMN
        places = range(first, min(first + IN_A_COLUMN, len(self.asked)))
        shifted = (f"({self._digit(n, done)}) * CAST({1 << (BITS * (n - first))} AS bigint)" for n in places)
        return " + ".join(shifted) or "0"

    def _digit(self, n: int, done: DoneSQL) -> str:
        if not self.asked[n].roles or self.agency_ids[n] == []:
            return str(Digit.NOT_ASKED.value)
        return (
            f"CASE WHEN NOT ({self._audience(n, 'post')}) THEN {Digit.NOT_ASKED} "
            f"WHEN exempt{n} = 2 THEN {Digit.EXEMPT} "
            f"WHEN away.covers = 2 THEN {Digit.AWAY} WHEN away.covers = 1 THEN {Digit.ASK} "
            f"WHEN {done.trained(n)} "
            f"THEN CASE WHEN {done.current(n)} THEN {Digit.CURRENT} ELSE {Digit.DUE_SOON} END "
            f"WHEN {self._may_run_on(n)} THEN {Digit.ASK} {self._untrained(n)} END"
        )

    def _untrained(self, n: int) -> str:
        in_time = f"WHEN {starts_in_time(self.asked[n], self.on)} THEN {Digit.IN_TIME}"
        moved = f"WHEN away.ended = 1 OR exempt{n} = 1 THEN {Digit.ASK}"
        # A spell that is over only ever gives more time: who is in time without it is in time.
        ordered = f"{moved} {in_time}" if self.with_deadlines else f"{in_time} {moved}"
        return f"{ordered} ELSE {Digit.OVERDUE}"

    def _audience(self, n: int, post: str) -> str:
        agencies = self.agency_ids[n]
        limited = "" if agencies is None else f" AND {post}.agency_id IN ({numbers(agencies)})"
        return f"{post}.role_id IN ({numbers(self.asked[n].roles)}){limited}"

    def _may_run_on(self, n: int) -> str:
        # Few people have held two posts in one agency: where everybody is asked about, they are found first.
        few = "" if self.scope else "post.person_id IN (SELECT person_id FROM again) AND "
        return (
            f"{few}EXISTS (SELECT 1 FROM people_post AS earlier WHERE earlier.person_id = post.person_id "
            "AND earlier.agency_id = post.agency_id AND earlier.start < post.start "
            f"AND {self._audience(n, 'earlier')})"
        )


def starts_in_time(one: Asked, on: date) -> str:
    """Match the posts whose first deadline, counted from their own start, has not passed on a day."""
    how, least = one.introduction, one.terms.first.cut_off(on)
    since = f"post.start >= {day(least)}"
    usual = "1 = 1" if how.first_in_force >= least else since
    if how.held_before is None or how.held_until is None:
        return usual
    held = "1 = 1" if how.held_until >= on else since
    before = day(how.held_before)
    return f"((post.start < {before} AND {held}) OR (post.start >= {before} AND {usual}))"
