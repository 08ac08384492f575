"""The rules of the training record, without a database."""

from datetime import date, timedelta

import pytest

from learning.records import rules

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        ("Amara", "Osei", "A. Osei"),
        (" Mary Ann ", " Smith-Jones ", "M. Smith-Jones"),
        ("", "Osei", "Osei"),
        ("Amara", "", "A."),
        ("Élodie", "Roux", "É. Roux"),
    ],
)
def test_a_public_certificate_shows_initial_and_surname(first: str, last: str, shown: str) -> None:
    assert rules.least_name(first, last) == shown


def test_a_completion_may_be_dated_today() -> None:
    rules.refuse_future(TODAY, today=TODAY)


def test_a_completion_may_not_be_dated_tomorrow() -> None:
    with pytest.raises(ValueError, match="21 November 2026 is after today"):
        rules.refuse_future(TODAY + timedelta(days=1), today=TODAY)


def test_the_same_fact_has_the_same_key_and_any_other_another() -> None:
    key = rules.plain_key("external", 1, 2, TODAY, 0)
    assert key == rules.plain_key("external", 1, 2, TODAY, 0)
    others = {
        rules.plain_key("event", 1, 2, TODAY, 0),
        rules.plain_key("external", 12, 2, TODAY, 0),
        rules.plain_key("external", 1, 12, TODAY, 0),
        rules.plain_key("external", 1, 2, TODAY - timedelta(days=1), 0),
        rules.plain_key("external", 1, 2, TODAY, 1),
    }
    assert key not in others
    assert len(others) == 5
