"""Which row of a question is wrong, for its author."""

import pytest

from learning.quizzes import rules
from tests.integration.learning.quizzes.every_type import ROWS


def rows(*given: tuple[str, str, bool]) -> list[dict[str, object]]:
    return [{"text": text, "match": match, "correct": right, "feedback": ""} for text, match, right in given]


@pytest.mark.parametrize("kind", list(ROWS))
def test_a_question_that_can_be_asked_has_no_faults(kind: str) -> None:
    assert rules.row_faults(kind, rows(*ROWS[kind])) == []


@pytest.mark.parametrize(
    ("kind", "given", "where"),
    [
        (rules.SINGLE, [("A", "", True), ("", "", False)], [(1, "text")]),
        (rules.SINGLE, [("A", "", True), ("B", "", True)], [(0, "correct"), (1, "correct")]),
        (rules.SINGLE, [("A", "", True), ("a ", "", False)], [(1, "text")]),
        (rules.MULTIPLE, [("A", "", True), ("B", "x", True)], [(1, "match")]),
        (rules.ORDERING, [("A", "", False), ("B", "", False), ("A", "", False)], [(2, "text")]),
        (rules.MATCHING, [("A", "", False), ("B", "x", False), ("", "y", False)], [(0, "match")]),
        (rules.MATCHING, [("A", "x", False), ("A", "y", False)], [(1, "text")]),
        (rules.SHORT_TEXT, [("x" * 201, "", True)], [(0, "text")]),
        (rules.ESSAY, [("A", "", False), ("B", "", False)], [(0, "text"), (1, "text")]),
    ],
)
def test_a_fault_is_found_where_it_lies(
    kind: str, given: list[tuple[str, str, bool]], where: list[tuple[int, str]]
) -> None:
    assert [(place, field) for place, field, _ in rules.row_faults(kind, rows(*given))] == where
    assert rules.option_problems(kind, rows(*given))
