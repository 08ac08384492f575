"""Pure rules of a staff file: which of somebody's posts a row speaks of, and what becomes of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
# A mover's next post begins at most this long after the last: then both are one employment.
LONGEST_GAP = timedelta(days=28)
# More of those in post than this, as a share, and taking a file in stops and asks.
MOST_LEAVERS = 0.05


def is_with_others(inside: Collection[date | None], outside: Collection[date | None], *, today: date) -> bool:
    """Return whether somebody has left the agencies of a file and been elsewhere since. `inside` and `outside` are the
    last days of their posts there and elsewhere, None for one without an end.

    What they are called by now is then no longer those agencies' to see: only what their own file says.
    """
    last = max((end or date.max for end in inside), default=date.min)
    return last < today and any((end or date.max) > last for end in outside)


@dataclass(frozen=True)
class HeldPost:
    """A post that is there. `manager` is a person's key."""

    pk: int
    agency: int
    role: int
    kind: str
    start: date
    end: date | None
    manager: int | None = None

    def held_on(self, day: date) -> bool:
        return self.start <= day and (self.end is None or self.end >= day)


@dataclass(frozen=True)
class PostRow:
    """What one row says of a post. An empty `start` or `kind` says nothing; `says_end` whether the file has ends."""

    number: int
    agency: int
    role: int
    kind: str = ""
    start: date | None = None
    end: date | None = None
    says_end: bool = True


@dataclass
class PostPlan:
    """What a row comes to: `held` is the post that it speaks of (None: a new one), `left` one that ends as this begins.

    `start` to `kind` are what the post is to have. `problem` refuses the row; `same_as` names the row that it repeats.
    """

    row: PostRow
    held: HeldPost | None = None
    left: HeldPost | None = None
    left_end: date | None = None
    start: date | None = None
    end: date | None = None
    role: int = 0
    agency: int = 0
    kind: str = ""
    problem: str = ""
    same_as: int = 0
    notes: list[str] = field(default_factory=list)


def plan_posts(
    rows: Sequence[PostRow], posts: Sequence[HeldPost], *, covered: Collection[int], today: date
) -> list[PostPlan]:
    """Return what becomes of each row of one person, in their order. Source: docs/decisions/0016.

    `posts` are all that the person holds or held where the file may speak; `covered` the agencies that the file has
    rows of. A post that no row speaks of is left alone, unless a row of the same kind takes its place.
    """
    plans: list[PostPlan] = []
    free = list(posts)
    first: dict[tuple[int, int, date | None], int] = {}
    waiting: list[PostPlan] = []
    for row in rows:
        plan = PostPlan(row, agency=row.agency, role=row.role, start=row.start, end=row.end, kind=row.kind)
        plans.append(plan)
        key = (row.agency, row.role, row.start)
        if key in first:
            plan.same_as = first[key]
            continue
        first[key] = row.number
        if row.start and row.end and row.end < row.start:
            plan.problem = f"It ends on {said(row.end)}, before it starts on {said(row.start)}. Put one of them right."
            continue
        held = exact(row, free)
        if held:
            free.remove(held)
            keep(plan, held, today)
        else:
            waiting.append(plan)
    for find in (overlapping, moved):
        waiting = [plan for plan in waiting if not find(plan, free, posts, covered=covered, today=today)]
    for plan in waiting:
        join(plan, posts)
    return plans


def exact(row: PostRow, free: Sequence[HeldPost]) -> HeldPost | None:
    like = [post for post in free if (post.agency, post.role) == (row.agency, row.role)]
    if row.start:
        return next((post for post in like if post.start == row.start), None)
    open_ = [post for post in like if post.end is None]
    return max(open_, key=lambda post: post.start, default=None)


def keep(plan: PostPlan, held: HeldPost, today: date) -> None:
    """Speak of a post that is there: what the row leaves out stays as it is."""
    plan.held, plan.start, plan.kind = held, held.start, plan.row.kind or held.kind
    if not plan.row.says_end:
        plan.end = held.end
        if held.end and held.end < today:
            plan.notes.append(
                f"The post ended here on {said(held.end)}, and the file has no column of end dates, so it stays ended. "
                "If they are back, write the day they came back as the start."
            )
    elif plan.end and plan.end < held.start:
        plan.problem = (
            f"It ends on {said(plan.end)}, before the post began on {said(held.start)}. Put the end date right."
        )


def overlapping(
    plan: PostPlan, free: list[HeldPost], posts: Sequence[HeldPost], *, covered: Collection[int], today: date
) -> bool:
    """Take a post of the same role in the same agency whose days the row's start falls in, or comes before."""
    row = plan.row
    if row.start is None:
        return False
    like = [
        post
        for post in free
        if (post.agency, post.role) == (row.agency, row.role)
        and (post.end is None or post.end >= row.start)
        and (row.end is None or row.end >= post.start)
    ]
    if not like:
        return False
    start = row.start
    held = min(like, key=lambda post: abs(post.start - start))
    free.remove(held)
    keep(plan, held, today)
    if row.start > held.start:
        plan.notes.append(
            f"The post began here on {said(held.start)} already, which is kept, so that nobody gets time they didn't "
            "have. If that day is wrong, ask the team to put it right."
        )
    elif not follows_another(held, posts):
        plan.start = row.start
    return True


def follows_another(held: HeldPost, posts: Sequence[HeldPost]) -> bool:
    """Return whether another post led up to this one: then an earlier day in the file is when the employment began."""
    return any(
        post.pk != held.pk
        and post.start < held.start
        and post.end is not None
        and post.end >= held.start - LONGEST_GAP - ONE_DAY
        for post in posts
    )


def moved(
    plan: PostPlan, free: list[HeldPost], posts: Sequence[HeldPost], *, covered: Collection[int], today: date
) -> bool:
    """End a post of the same kind that no row speaks of, though the file has its agency: this one takes its place."""
    row = plan.row
    if row.end and row.end < today:
        return False
    like = [
        post
        for post in free
        if post.agency in covered
        and (post.end is None or post.end >= today)
        and (not row.kind or post.kind == row.kind)
        and (row.start is None or post.end is None or post.end >= row.start)
    ]
    if not like:
        return False
    left = max(like, key=lambda post: (post.agency == row.agency, post.start))
    free.remove(left)
    plan.kind = row.kind or left.kind
    begins = row.start if row.start and row.start > left.start else today
    if left.start >= begins:
        # It has not begun, or begins today: nothing has rested on it yet, so it is put right where it stands.
        plan.held, plan.start = left, row.start or left.start
        return True
    plan.left, plan.left_end, plan.start = left, begins - ONE_DAY, begins
    if begins != row.start:
        plan.notes.append(
            f"The file gives no later day than {said(left.start)} for the change, so it counts from {said(begins)}."
        )
    return True


def join(plan: PostPlan, posts: Sequence[HeldPost]) -> None:
    row = plan.row
    if row.start is None:
        ended = [post for post in posts if (post.agency, post.role) == (row.agency, row.role) and post.end]
        if ended:
            last = max(post.end for post in ended if post.end)
            plan.problem = (
                f"This post ended on {said(last)}. If they are back, write the day they came back as the start."
            )
        else:
            plan.problem = "There is no start date. Write the first day in the post."


def said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def closes_loop(person: str, manager: str, managers: dict[str, set[str]]) -> bool:
    """Return whether naming `manager` for `person` would make `person` their own manager, through however many others.

    `managers` are those whom each person's posts name already.
    """
    seen, look = {manager}, [manager]
    while look:
        one = look.pop()
        if one == person:
            return True
        fresh = managers.get(one, set()) - seen
        seen |= fresh
        look += fresh
    return False


def too_many(leaving: int, held: int) -> bool:
    """Return whether so many of those in post would leave that somebody should say that it is meant."""
    return leaving > 0 and leaving > held * MOST_LEAVERS
