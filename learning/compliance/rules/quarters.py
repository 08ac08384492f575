"""Quarters of the calendar year, as boards count them: they end in March, June, September and December."""

from datetime import date, timedelta

from core.dates import add_months


def quarter_ends(on: date, number: int) -> list[date]:
    """Return the last days of the `number` quarters that were over before `on`, earliest first."""
    first_of_quarter = date(on.year, (on.month - 1) // 3 * 3 + 1, 1)
    return [add_months(first_of_quarter, -3 * back) - timedelta(days=1) for back in reversed(range(number))]


def month_end_before(on: date) -> date:
    """Return `on` if a month ends that day, else the last day of the month before."""
    tomorrow = on + timedelta(days=1)
    return on if tomorrow.day == 1 else on.replace(day=1) - timedelta(days=1)
