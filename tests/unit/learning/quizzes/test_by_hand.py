"""Marking by people: which marks can be given, what may be marked again, and how a change is told."""

from decimal import Decimal
from fractions import Fraction

import pytest

from learning.quizzes import rules


@pytest.mark.parametrize(
    ("marks", "needed", "fault"),
    [
        (Decimal(0), True, ""),
        (Decimal("2.5"), True, ""),
        (Decimal("2.51"), True, "Give from 0 to 2.5 marks"),
        (Decimal("-0.01"), False, "Give from 0 to 2.5 marks"),
        (None, True, "Give this answer its marks"),
        (None, False, ""),
    ],
)
def test_marks_are_from_nought_to_what_is_possible_and_may_be_left_out_only_where_none_are_needed(
    marks: Decimal | None, needed: bool, fault: str
) -> None:
    assert rules.marks_fault(marks, Decimal("2.5"), needed=needed) == fault


@pytest.mark.parametrize("state", rules.NEXT_STATES)
def test_only_an_attempt_with_an_outcome_of_this_site_is_marked_again(state: str) -> None:
    assert rules.may_be_marked_again(state, imported=False) is (state in (rules.PASSED, rules.FAILED))
    assert rules.may_be_marked_again(state, imported=True) is False


def test_a_change_is_told_from_any_other_however_its_words_are_cut() -> None:
    assert rules.change_as_shown(["a", 1]) == rules.change_as_shown(["a", "1"])
    assert rules.change_as_shown(["a|b"]) != rules.change_as_shown(["a", "b"])
    assert rules.change_as_shown(["a', 'b"]) != rules.change_as_shown(["a", "b"])


@pytest.mark.parametrize(
    ("before", "after", "says_else", "words"),
    [
        (2, 4, False, "Question 3: from 2 to 4 of 5 marks"),
        (2, Fraction(5, 2), True, "Question 3: from 2 to 2.5 of 5 marks, and another comment"),
        (2, 2, True, "Question 3: 2 of 5 marks, as before, and another comment"),
    ],
)
def test_other_marks_are_said_with_those_before(before: int, after: int, says_else: bool, words: str) -> None:
    assert rules.marks_changed(3, Fraction(before), Fraction(after), Fraction(5), says_else=says_else) == words


@pytest.mark.parametrize(
    ("state", "marks", "words"),
    [
        (rules.FAILED, 3, "Result: from failed with 3 to passed with 5 of 5 marks"),
        (rules.PASSED, 4, "Result: passed as before, with 5 instead of 4 of 5 marks"),
        (rules.PASSED, 5, "Result: passed with 5 of 5 marks, as before"),
    ],
)
def test_another_outcome_is_said_with_the_one_before(state: str, marks: int, words: str) -> None:
    now = rules.Outcome(Fraction(5), Fraction(5), reached=True, missed=0)
    assert rules.outcome_changed(state, Decimal(marks), now) == words
