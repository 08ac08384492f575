"""Calendar arithmetic against oracles written another way, over every day of 2024 to 2031."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dates import add_months, cut_off, first_fixed_day_after, last_fixed_day_before

EVERY_DAY = [date(2024, 1, 1) + timedelta(days=n) for n in range((date(2032, 1, 1) - date(2024, 1, 1)).days)]
ANY_DAY = st.dates(min_value=date(1950, 1, 1), max_value=date(2090, 12, 31))


def months_later_by_walking(day: date, months: int) -> date:
    """Walk from the first of one month to the first of the next, then step back to a day that exists."""
    first = day.replace(day=1)
    for _ in range(months):
        first = (first + timedelta(days=31)).replace(day=1)
    wanted = day.day
    while True:
        try:
            return first.replace(day=wanted)
        except ValueError:
            wanted -= 1


def test_the_days_tried_are_every_day_from_2024_to_2031() -> None:
    assert len(EVERY_DAY) == 2922
    assert EVERY_DAY[-1] == date(2031, 12, 31)


@pytest.mark.parametrize(
    ("day", "months", "answer"),
    [
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2024, 2, 29), 36, date(2027, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2025, 2, 28), 36, date(2028, 2, 28)),
        (date(2025, 12, 31), 1, date(2026, 1, 31)),
        (date(2025, 12, 15), 12, date(2026, 12, 15)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 31), -2, date(2025, 11, 30)),
        (date(2026, 1, 31), 0, date(2026, 1, 31)),
    ],
)
def test_months_keep_the_day_and_clamp_to_the_end_of_the_month(day: date, months: int, answer: date) -> None:
    assert add_months(day, months) == answer


@pytest.mark.parametrize("months", [6, 36])
def test_every_day_from_2024_to_2031_agrees_with_walking_the_months(months: int) -> None:
    disagreed = [day for day in EVERY_DAY if add_months(day, months) != months_later_by_walking(day, months)]
    assert disagreed == []


@pytest.mark.parametrize("months", [0, 1, 6, 9, 12, 24, 36])
def test_cut_off_is_the_earliest_day_not_lapsed_on_every_day_from_2024_to_2031(months: int) -> None:
    first_tried = EVERY_DAY[0] - timedelta(days=31 * months + 4)
    candidates = [first_tried + timedelta(days=n) for n in range(len(EVERY_DAY) + 31 * months + 5)]
    lapses = [months_later_by_walking(day, months) for day in candidates]
    index = 0
    for on in EVERY_DAY:
        while lapses[index] < on:  # `on` only grows, so no candidate passed over can come back
            index += 1
        assert cut_off(on, months) == candidates[index], on


@given(day=ANY_DAY, on=ANY_DAY, months=st.integers(0, 120))
def test_not_lapsed_is_the_same_as_done_on_or_after_the_cut_off(day: date, on: date, months: int) -> None:
    assert (add_months(day, months) >= on) == (day >= cut_off(on, months))


@given(day=ANY_DAY, months=st.integers(0, 120), step=st.integers(-2, 2))
def test_days_beside_the_cut_off_fall_on_the_right_side(day: date, months: int, step: int) -> None:
    on = add_months(day, months) + timedelta(days=step)
    assert (add_months(day, months) >= on) == (day >= cut_off(on, months))


@given(one=ANY_DAY, other=ANY_DAY, months=st.integers(-120, 120))
def test_a_later_day_never_gives_an_earlier_answer(one: date, other: date, months: int) -> None:
    early, late = sorted([one, other])
    assert add_months(early, months) <= add_months(late, months)
    assert cut_off(early, abs(months)) <= cut_off(late, abs(months))


def test_a_cut_off_of_negative_months_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        cut_off(date(2026, 1, 1), -1)


@pytest.mark.parametrize(
    ("day", "month", "day_of_month", "answer"),
    [
        (date(2026, 7, 30), 7, 31, date(2026, 7, 31)),
        (date(2026, 7, 31), 7, 31, date(2027, 7, 31)),
        (date(2026, 8, 1), 7, 31, date(2027, 7, 31)),
        (date(2027, 2, 27), 2, 29, date(2027, 2, 28)),
        (date(2027, 2, 28), 2, 29, date(2028, 2, 29)),
        (date(2026, 12, 31), 1, 1, date(2027, 1, 1)),
    ],
)
def test_first_fixed_day_is_always_later_than_the_day_given(
    day: date, month: int, day_of_month: int, answer: date
) -> None:
    assert first_fixed_day_after(day, month, day_of_month) == answer


@pytest.mark.parametrize(("month", "day_of_month"), [(1, 1), (2, 28), (2, 29), (3, 31), (9, 30), (12, 31)])
def test_fixed_days_agree_with_walking_from_every_day(month: int, day_of_month: int) -> None:
    def falls_on(day: date) -> bool:
        if (month, day_of_month) == (2, 29):
            return day.month == 2 and (day + timedelta(days=1)).month == 3
        return (day.month, day.day) == (month, day_of_month)

    fixed = [date(2022, 1, 1) + timedelta(days=n) for n in range(365 * 12)]
    fixed = [day for day in fixed if falls_on(day)]
    for day in EVERY_DAY:
        assert first_fixed_day_after(day, month, day_of_month) == next(f for f in fixed if f > day)
        assert last_fixed_day_before(day, month, day_of_month) == [f for f in fixed if f < day][-1]


@pytest.mark.parametrize(("month", "day_of_month"), [(4, 31), (2, 30), (13, 1), (0, 1), (1, 0)])
def test_a_day_that_no_year_has_is_refused(month: int, day_of_month: int) -> None:
    with pytest.raises(ValueError):
        first_fixed_day_after(date(2026, 1, 1), month, day_of_month)
    with pytest.raises(ValueError):
        last_fixed_day_before(date(2026, 1, 1), month, day_of_month)
