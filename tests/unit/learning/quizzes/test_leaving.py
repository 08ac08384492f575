"""When an attempt counts as left."""

from datetime import UTC, datetime, timedelta

import pytest

from learning.quizzes.rules import is_left, left_before

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("waited", "days", "left"),
    [
        (timedelta(days=90), 90, True),
        (timedelta(days=90) - timedelta(seconds=1), 90, False),
        (timedelta(days=7), 7, True),
        (timedelta(days=4000), None, False),
    ],
)
def test_an_attempt_is_left_once_its_quiz_s_days_are_over(waited: timedelta, days: int | None, left: bool) -> None:
    assert is_left(AT - waited, days=days, at=AT) is left
    assert days is None or (AT - waited <= left_before(AT, days=days)) is left
