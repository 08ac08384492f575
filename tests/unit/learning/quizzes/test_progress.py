"""How answers went, by subject and by quarter."""

from datetime import date

import pytest

from learning.quizzes.rules import Progress, Tally, by_quarter, by_subject, lines_of, share_of

AUTUMN, SPRING = date(2026, 10, 1), date(2026, 4, 1)
TREE: dict[int, tuple[int | None, str]] = {
    1: (None, "Children"),
    2: (1, "Listening"),
    3: (1, "acting"),
    4: (None, "Adults"),
}


def test_a_subject_has_all_below_it_in_it_and_comes_before_them_by_name() -> None:
    tallies = [Tally(2, AUTUMN, 4, 3.0), Tally(2, SPRING, 2, 0.5), Tally(3, AUTUMN, 1, 1.0), Tally(1, AUTUMN, 1, 0.0)]
    assert by_subject(tallies, TREE) == [
        Progress("Children", 8, 56),
        Progress("acting", 1, 100, 1),
        Progress("Listening", 6, 58, 1),
    ]


def test_a_list_that_begins_with_a_subject_leaves_out_what_it_stands_under() -> None:
    assert by_subject([Tally(2, AUTUMN, 4, 3.0)], TREE, top=2) == [Progress("Listening", 4, 75)]


def test_quarters_are_in_order_and_only_those_with_answers() -> None:
    tallies = [Tally(2, AUTUMN, 4, 3.0), Tally(4, AUTUMN, 4, 1.0), Tally(2, SPRING, 2, 0.5)]
    assert by_quarter(tallies) == [Progress("April to June 2026", 2, 25), Progress("October to December 2026", 8, 50)]


@pytest.mark.parametrize(
    ("answered", "earned", "share"),
    [(0, 0, 0), (3, 0, 0), (3, 3, 100), (3, 2.9999999999, 100), (1000, 999, 99), (1000, 1, 1), (3, 2, 67), (2, 1, 50)],
)
def test_only_all_is_a_hundred_and_only_nothing_is_nought(answered: int, earned: float, share: int) -> None:
    assert share_of(answered, earned) == share


def test_a_line_goes_up_to_the_top() -> None:
    assert lines_of([3, 4], TREE) == {1, 3, 4}
    assert lines_of([], TREE) == set()


def test_nothing_answered_is_no_subject_and_no_quarter() -> None:
    assert by_subject([], TREE) == by_quarter([]) == []
