"""Counts by status and the percentages read from them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.compliance.rules import Status, Tally

STATUSES = st.lists(st.sampled_from(Status))


def test_a_tally_counts_each_status_apart() -> None:
    statuses = [
        Status.CURRENT,
        Status.CURRENT,
        Status.DUE_SOON,
        Status.IN_TIME,
        Status.OVERDUE,
        Status.AWAY,
        Status.EXEMPT,
    ]
    tally = Tally.of(statuses)
    assert tally == Tally(current=2, due_soon=1, in_time=1, overdue=1, away=1, exempt=1)
    assert (tally.trained, tally.apart, tally.counted, tally.total) == (3, 2, 5, 7)


def test_percentages_leave_out_those_apart() -> None:
    tally = Tally(current=4, due_soon=1, in_time=2, overdue=1, away=10, exempt=10)
    assert (tally.trained_percent, tally.within_time_percent) == (62.5, 87.5)


@pytest.mark.parametrize(
    ("trained", "of", "percent"),
    [(1, 3, 33.3), (2, 3, 66.7), (1, 2000, 0.1), (1, 2001, 0.0), (1, 16, 6.3), (9, 9, 100.0)],
)
def test_percentages_are_rounded_half_up_to_one_decimal_place(trained: int, of: int, percent: float) -> None:
    assert Tally(current=trained, overdue=of - trained).trained_percent == percent


@pytest.mark.parametrize("tally", [Tally(), Tally(away=3, exempt=1)])
def test_nobody_to_count_has_no_percentage(tally: Tally) -> None:
    assert (tally.trained_percent, tally.within_time_percent) == (None, None)


@given(one=STATUSES, other=STATUSES)
def test_tallies_add_up(one: list[Status], other: list[Status]) -> None:
    assert Tally.of(one) + Tally.of(other) == Tally.of(one + other)
    assert sum([Tally.of(one), Tally.of(other)], Tally()).total == len(one) + len(other)
