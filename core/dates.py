"""Arithmetic on calendar dates: months that clamp, their cut-offs, and days that come round every year.

Deadlines are local calendar dates, never timestamps, so clock changes do not come into it. The database never
adds months: it compares plain dates with a cut-off worked out here.
"""

from calendar import monthrange
from datetime import MAXYEAR, date, timedelta

ONE_DAY = timedelta(days=1)
# The days that somebody may type: anything else is a slip, such as the year 20266 or 9999.
EARLIEST, LATEST = date(1900, 1, 1), date(2200, 12, 31)


def add_months(day: date, months: int) -> date:
    """Return the same day of the month `months` calendar months on, clamped to that month's end.

    31 August 2025 + 6 is 28 February 2026; 29 February 2024 + 36 is 28 February 2027. `months` may be
    negative. For a given `months` a later day never gives an earlier answer. Beyond the last day that there is,
    it is that day; raises ValueError before the first.
    """
    year, month_before = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > MAXYEAR:
        return date.max
    return _clamped(year, month_before + 1, day.day)


def add_days(day: date, days: int) -> date:
    """Return the day so many days on (`days` >= 0); beyond the last day that there is, that day."""
    return day + timedelta(days=min(days, (date.max - day).days))


def cut_off(on: date, months: int) -> date:
    """Return the earliest day that, `months` calendar months later, has not yet fallen before `on`.

    So "still good on `on`" is "done on or after the cut-off": `add_months(day, months) >= on` exactly when
    `day >= cut_off(on, months)`. Raises ValueError if `months` is negative.
    """
    if months < 0:
        raise ValueError(f"a cut-off looks back, so months can't be negative: {months}")
    same_day = add_months(on, -months)
    # Where the earlier month is too short to hold the day, its last day lands short of `on`; the next doesn't
    return same_day if same_day.day == on.day else same_day + ONE_DAY


def first_fixed_day_after(day: date, month: int, day_of_month: int) -> date:
    """Return the first yearly `day_of_month` of `month` that is later than `day`, never `day` itself.

    A fixed day of 29 February falls on 28 February in other years. Raises ValueError if no year has such a
    day.
    """
    check_fixed_day(month, day_of_month)
    this_year = _clamped(day.year, month, day_of_month)
    if this_year > day:
        return this_year
    return _clamped(day.year + 1, month, day_of_month) if day.year < MAXYEAR else date.max


def last_fixed_day_before(day: date, month: int, day_of_month: int) -> date:
    """Return the last yearly `day_of_month` of `month` that is earlier than `day`, never `day` itself.

    A fixed day of 29 February falls on 28 February in other years. Raises ValueError if no year has such a
    day.
    """
    check_fixed_day(month, day_of_month)
    this_year = _clamped(day.year, month, day_of_month)
    return this_year if this_year < day else _clamped(day.year - 1, month, day_of_month)


def check_fixed_day(month: int, day_of_month: int) -> None:
    """Raise ValueError unless some year has such a day: 29 February will do, 31 April won't."""
    leap_year = 2024
    date(leap_year, month, day_of_month)


def _clamped(year: int, month: int, day_of_month: int) -> date:
    return date(year, month, min(day_of_month, monthrange(year, month)[1]))
