"""How the manual is numbered, and how a procedure stands on a day."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from briefings.procedures.rules import chapter_key, standing

START, REVIEW = date(2026, 3, 1), date(2027, 3, 1)


def test_chapter_nine_comes_before_chapter_ten() -> None:
    chapters = ["1.10", "2.1a", "1.9", "2.1", "10.1", "1.1.2", "1.1"]
    assert sorted(chapters, key=chapter_key) == ["1.1", "1.1.2", "1.9", "1.10", "2.1", "2.1a", "10.1"]


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1))
def test_chapters_are_in_the_order_of_their_numbers(pairs: list[tuple[int, int]]) -> None:
    chapters = [f"{part}.{number}" for part, number in pairs]
    assert sorted(chapters, key=chapter_key) == [f"{part}.{number}" for part, number in sorted(pairs)]


def test_a_procedure_is_in_force_from_its_first_day_through_its_review_day() -> None:
    assert standing(START, REVIEW, on=START - timedelta(days=1)) == "draft"
    assert standing(START, REVIEW, on=START) == "in_force"
    assert standing(START, REVIEW, on=REVIEW) == "in_force"
    assert standing(START, REVIEW, on=REVIEW + timedelta(days=1)) == "under_review"


def test_a_procedure_without_a_review_day_stays_in_force() -> None:
    assert standing(START, None, on=date(2090, 1, 1)) == "in_force"
