"""Small figures stay hidden, even from somebody who adds up and takes away."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from learning.compliance.rules.small_cells import ALL, suppress, with_totals

AGENCIES, REQUIREMENTS, COLUMNS = ("a", "b", "c", "d"), ("x", "y", "z"), ("trained", "in_time", "overdue")
tables = st.dictionaries(
    st.tuples(st.sampled_from(AGENCIES), st.sampled_from(REQUIREMENTS), st.sampled_from(COLUMNS)),
    st.integers(0, 40) | st.integers(0, 6),
    min_size=1,
)


def lines_of(table: dict[tuple[str, ...], int | None]) -> list[list[tuple[str, ...]]]:
    """Return the keys of each line of a table, its total last."""
    axes = [[*dict.fromkeys(key[place] for key in table if key[place] != ALL), ALL] for place in range(3)]
    return [
        [(*others[:place], value, *others[place:]) for value in axes[place]]
        for place in range(3)
        for others in product(*(axis for number, axis in enumerate(axes) if number != place))
    ]


def test_figures_of_five_and_more_and_none_are_shown() -> None:
    shown = suppress({("a", "x"): 5, ("a", "y"): 0, ("b", "x"): 7, ("b", "y"): 0})

    assert shown[("a", "x")] == 5
    assert shown[("a", "y")] == 0
    assert shown[(ALL, ALL)] == 12


def test_a_small_figure_takes_its_neighbour_along_so_that_the_total_does_not_tell() -> None:
    shown = suppress({("a",): 2, ("b",): 9, ("c",): 30})

    assert shown == {("a",): None, ("b",): None, ("c",): 30, (ALL,): 41}


def test_a_small_figure_alone_takes_its_total_along() -> None:
    assert suppress({("a",): 3, ("b",): 0}) == {("a",): None, ("b",): 0, (ALL,): None}


def test_two_small_figures_that_come_to_less_than_five_together_take_a_third_along() -> None:
    shown = suppress({("a",): 1, ("b",): 2, ("c",): 30, ("d",): 50})

    assert [shown[(key,)] for key in "abcd"] == [None, None, None, 50]


def test_a_crossing_is_hidden_in_both_directions() -> None:
    cells = {(row, column): 20 + len(row) for row in ("a", "bb", "ccc") for column in ("x", "y", "z")}
    shown = suppress(cells | {("a", "x"): 1})
    hidden = {key for key, number in shown.items() if number is None}

    assert hidden == {("a", "x"), ("a", "y"), ("bb", "x"), ("bb", "y")}


def test_nothing_of_nobody() -> None:
    assert suppress({}) == {}


@settings(max_examples=400, deadline=None)
@given(tables)
def test_no_small_figure_shows_and_no_line_gives_one_away(cells: dict[tuple[str, ...], int]) -> None:
    full, shown = with_totals(cells), suppress(cells)

    assert all(number is None or number == full[key] for key, number in shown.items())
    assert not any(number is not None and 0 < number < 5 for number in shown.values())
    for line in lines_of(shown):
        hidden = [key for key in line if shown[key] is None]
        assert len(hidden) != 1, line
        if hidden and shown[line[-1]] is not None:
            assert sum(full[key] for key in hidden) >= 5


@settings(max_examples=200, deadline=None)
@given(tables)
def test_taking_away_again_and_again_finds_no_hidden_figure(cells: dict[tuple[str, ...], int]) -> None:
    """Whoever fills in, over and over, the one figure that a line lacks gets nowhere."""
    known = {key: number for key, number in suppress(cells).items() if number is not None}
    lines, start = lines_of(suppress(cells)), len(known)
    for _ in range(10):
        for *parts, total in lines:
            missing = [key for key in (*parts, total) if key not in known]
            if len(missing) == 1:
                known[missing[0]] = -1

    assert len(known) == start
