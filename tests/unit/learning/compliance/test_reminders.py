"""When a reminder is due, of what, in which words, and when a letter has failed."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.letters import WAITS, next_try
from learning.compliance.rules import EveryMonths, Listing, Terms, Within
from learning.compliance.rules.reminders import (
    Schedule,
    TeamCounts,
    course_to_take,
    days_in,
    due_line,
    filled,
    part_of_letter,
    wording_problem,
)

DEADLINE = date(2026, 6, 30)
USUAL = Schedule()


@pytest.mark.parametrize(
    ("days", "step"),
    [
        (-91, None),
        (-90, -90),
        (-31, -90),
        (-30, -30),
        (-7, -7),
        (-1, -7),
        (0, 0),
        (6, 0),
        (7, 7),
        (34, 7),
        (35, 35),
        (90, 63),
    ],
)
def test_the_latest_step_that_has_come_is_the_one_to_tell(days: int, step: int | None) -> None:
    assert USUAL.step_on(DEADLINE, DEADLINE + timedelta(days=days)) == step


def test_without_again_the_last_step_stays_the_latest_for_ever() -> None:
    once = Schedule(before=(30,), after=(7,), again_every=0)
    assert once.step_on(DEADLINE, DEADLINE + timedelta(days=3000)) == 7
    assert once.longest_gap is None


@given(
    st.sets(st.integers(1, 365), max_size=5),
    st.sets(st.integers(1, 365), max_size=4),
    st.integers(1, 365),
    st.integers(-400, 3000),
)
def test_no_step_is_the_latest_for_longer_than_the_longest_gap(
    before: set[int], after: set[int], again: int, days: int
) -> None:
    schedule = Schedule(tuple(before), tuple(after), again)
    step = schedule.step_on(DEADLINE, DEADLINE + timedelta(days=days))
    assert step is None or 0 <= days - step < (schedule.longest_gap or 0)


def test_days_are_read_as_people_write_them() -> None:
    assert days_in(" 7, 30;90 30 ") == (90, 30, 7)
    assert days_in("") == ()


@pytest.mark.parametrize("text", ["ninety", "0", "-7", "366", "7.5", "²"])
def test_what_is_no_number_of_days_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match="numbers of days from 1 to 365"):
        days_in(text)


def terms(*listings: Listing) -> Terms:
    return Terms(listings, Within(months=6), EveryMonths(36), date(2015, 1, 1))


def test_a_beginner_is_told_of_the_first_course_and_others_of_the_refresher() -> None:
    both = terms(Listing(1, first=True), Listing(2, renewing=True))
    assert course_to_take(both, renewing=False, on=DEADLINE) == 1
    assert course_to_take(both, renewing=True, on=DEADLINE) == 2


def test_a_course_that_no_longer_counts_is_told_to_nobody() -> None:
    replaced = terms(Listing(1, first=True, if_completed_by=date(2026, 1, 1)), Listing(2, first=True))
    assert course_to_take(replaced, renewing=False, on=DEADLINE) == 2
    assert course_to_take(terms(replaced.listings[0]), renewing=False, on=DEADLINE) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Hello {first_name}: {link}", ""),
        ("No brackets", ""),
        ("Hello {name}", "“{name}” is no placeholder here. These are: {first_name}, {link}."),
        ("Hello {first_name", "no other half"),
        ("{{first_name}}", "no other half"),
        ("{}", "no placeholder"),
        ("{first_name.password}", "no placeholder"),
    ],
)
def test_a_wording_may_hold_only_the_placeholders_that_it_has(text: str, said: str) -> None:
    problem = wording_problem(text, ("first_name", "link"))
    assert said in problem
    assert bool(said) == bool(problem)


def test_a_name_that_looks_like_a_placeholder_is_not_filled_in_again() -> None:
    assert filled("Hello {first_name}", {"first_name": "{link}", "link": "x"}) == "Hello {link}"


def test_a_line_says_what_was_or_is_due() -> None:
    assert due_line("Sharing", DEADLINE, DEADLINE) == "Due by 30 June 2026: Sharing"
    assert due_line("Sharing", DEADLINE, DEADLINE + timedelta(days=1)) == "Was due by 30 June 2026: Sharing"


def test_a_teams_counts_are_figures_without_names() -> None:
    assert TeamCounts(1, 0, 0).lines() == ["1 person overdue"]
    assert TeamCounts(3, 2, 1).lines() == [
        "3 people overdue",
        "2 people with a deadline in the next 30 days",
        "1 person of them without an email here, whom nobody but you reminds",
    ]


def test_a_letter_is_an_opening_a_list_and_a_closing() -> None:
    assert part_of_letter("Hello", ["one", "two"], "") == "Hello\n\n- one\n- two"


def test_not_now_is_tried_again_for_most_of_a_day_and_then_has_failed() -> None:
    now = datetime(2026, 6, 30, 7)
    waits = [next_try(tries, now) for tries in range(1, len(WAITS) + 2)]
    assert waits[0] == now + timedelta(minutes=5)
    assert waits[-1] is None
    assert timedelta(hours=12) < sum((at - now for at in waits if at), timedelta()) < timedelta(hours=24)
