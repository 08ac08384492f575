"""The facts that most examples share: a requirement of the demo's kind, and a post held for years."""

from datetime import date, timedelta

from learning.compliance.rules import (
    Done,
    EveryMonths,
    Introduction,
    Listing,
    Standing,
    Status,
    Tenure,
    Terms,
    Within,
    status_on,
)

FIRST, REFRESHER, REPLACED, UNLISTED = 1, 2, 3, 99
DAY = timedelta(days=1)
LONG_AGO = Introduction(date(2015, 1, 1))
TERMS = Terms(
    listings=(Listing(FIRST, first=True), Listing(REFRESHER, renewing=True)),
    first=Within(months=6),
    renewal=EveryMonths(36),
    in_force_from=date(2015, 1, 1),
)
LONG_HELD = Tenure(date(2016, 1, 4))


def standing(
    on: date,
    *,
    post: Tenure = LONG_HELD,
    done: tuple[Done, ...] = (),
    others: tuple[Tenure, ...] = (),
    terms: Terms = TERMS,
    introduction: Introduction = LONG_AGO,
) -> Standing:
    return status_on(on, post=post, terms=terms, introduction=introduction, done=done, others=others)


def assert_turns(expected: list[tuple[date, Status, date | None]], **facts: object) -> None:
    """Assert the status and deadline on each day given."""
    found = [standing(on, **facts) for on, _, _ in expected]  # type: ignore[arg-type]
    assert [(s.on, s.status, s.deadline) for s in found] == expected
