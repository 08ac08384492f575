"""What a course asks for first: loops named, what is missing, and how it is said."""

import pytest

from learning.catalogue.rules import in_words, loop_through, still_missing


@pytest.mark.parametrize(
    ("asks", "loop"),
    [
        ({}, []),
        ({1: [2], 2: [3]}, []),
        ({1: [1]}, [1, 1]),
        ({1: [2], 2: [1]}, [1, 2, 1]),
        ({1: [2], 2: [3], 3: [1]}, [1, 2, 3, 1]),
        ({1: [2, 4], 2: [3], 3: [1], 4: [1]}, [1, 4, 1]),
        ({1: [2], 2: [3], 3: [2]}, []),  # a loop of others', which its own forms refuse
    ],
)
def test_a_loop_is_found_and_the_shortest_named(asks: dict[int, list[int]], loop: list[int]) -> None:
    assert loop_through(1, asks) == loop


def test_a_thousand_courses_in_a_row_are_looked_through() -> None:
    assert loop_through(0, {key: [key + 1] for key in range(1000)} | {1000: [0]})[-1] == 0


@pytest.mark.parametrize(
    ("done", "any_one", "missing"),
    [
        ([], False, [1, 2]), ([1], False, [2]), ([1, 2], False, []),
        ([], True, [1, 2]), ([2], True, []), ([9], True, [1, 2]),
    ],
)  # fmt: skip
def test_every_one_or_any_one_is_missing(done: list[int], any_one: bool, missing: list[int]) -> None:
    assert still_missing([1, 2], done, any_one=any_one) == missing


def test_titles_are_said_as_people_say_them() -> None:
    assert in_words([], any_one=True) == ""
    assert in_words(["A"], any_one=True) == "A"
    assert in_words(["A", "B"], any_one=False) == "A and B"
    assert in_words(["A", "B", "C"], any_one=True) == "A, B or C"
