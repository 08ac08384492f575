"""Charts as geometry."""

from datetime import date

import pytest

from core import charts
from core.icons import STATUS_SHAPES
from core.statuses import STATUSES


def test_a_status_bar_fills_its_width_in_the_order_of_the_statuses() -> None:
    bar = charts.status_bar({"overdue": 1, "current": 3, "away": 0}, title="Team")
    assert [(part.status.word, part.x, part.width) for part in bar.segments] == [
        ("Current", 0, 75),
        ("Overdue", 75, 25),
    ]
    assert bar.total == 4
    assert bar.description == "Team: 3 current, 1 overdue"


def test_a_narrow_segment_does_not_hold_its_number() -> None:
    bar = charts.status_bar({"current": 99, "overdue": 1}, title="Team")
    assert [part.holds_number for part in bar.segments] == [True, False]


def test_an_empty_team_says_so() -> None:
    assert charts.status_bar({}, title="Team").description == "Team: nobody to count"


def test_an_unknown_status_is_an_error() -> None:
    with pytest.raises(KeyError):
        charts.status_bar({"lapsed": 3}, title="Team")


def test_bars_are_measured_against_the_maximum_and_nobody_has_no_bar() -> None:
    chart = charts.bars(
        [("Council", 80.0), ("Police", None, "nobody")], title="By agency", unit="%", maximum=160, target=40
    )
    assert [(row.label, row.value, row.width, row.note) for row in chart.rows] == [
        ("Council", 80.0, 50, ""),
        ("Police", None, 0, "nobody"),
    ]
    assert (chart.target, chart.target_label) == (25, "40%")


def test_bars_without_a_maximum_are_measured_against_the_largest() -> None:
    assert [row.width for row in charts.bars([("a", 5), ("b", 10)], title="x").rows] == [50, 100]
    assert [row.width for row in charts.bars([("a", 0)], title="x").rows] == [0]


def test_a_line_runs_from_left_to_right_and_counts_from_the_top() -> None:
    chart = charts.line([(date(2026, 3, 31), 50), (date(2026, 6, 30), 100)], title="Trained", unit="%", maximum=100)
    assert chart.path == "M0.0 50.0 L100.0 0.0"
    assert chart.description == "Trained: from 50% (Mar 2026) to 100% (Jun 2026)"


@pytest.mark.parametrize("readings", [[], [("2026", 0.0)]])
def test_a_line_of_nothing_or_of_one_reading_can_be_drawn(readings: list[tuple[str, float]]) -> None:
    assert charts.line(readings, title="Trained").description.startswith("Trained: ")


def test_every_status_has_a_shape_that_exists() -> None:
    assert {status.shape for status in STATUSES.values()} <= set(STATUS_SHAPES)


def test_no_two_statuses_of_a_matrix_share_a_shape() -> None:
    matrix = [STATUSES[code].shape for code in ("current", "due_soon", "in_time", "overdue", "away", "exempt")]
    assert len(set(matrix)) == len(matrix)
