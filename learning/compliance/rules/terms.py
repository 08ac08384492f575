"""What one version of a requirement asks: of which courses, by when at first, and how often again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from core.dates import add_days, add_months, check_fixed_day, cut_off, first_fixed_day_after, last_fixed_day_before


@dataclass(frozen=True, slots=True)
class Within:
    """How long a post has at first: so many calendar months or so many days from its anchor, never both."""

    months: int | None = None
    days: int | None = None

    def __post_init__(self) -> None:
        if (self.months is None) == (self.days is None):
            raise ValueError("a first deadline is given in months or in days: exactly one of them")
        if (self.months or self.days or 0) < 0:
            raise ValueError("a first deadline can't fall before its anchor")

    def after(self, anchor: date) -> date:
        """Return the last day that is still in time, counted from `anchor`."""
        if self.months is not None:
            return add_months(anchor, self.months)
        return add_days(anchor, self.days or 0)

    def cut_off(self, on: date) -> date:
        """Return the earliest anchor whose first deadline has not passed on `on`."""
        if self.months is not None:
            return cut_off(on, self.months)
        return on - timedelta(days=self.days or 0)


@dataclass(frozen=True, slots=True)
class Never:
    """Once trained, trained for good."""


@dataclass(frozen=True, slots=True)
class EveryMonths:
    """Renewed within so many calendar months of the last completion."""

    months: int

    def __post_init__(self) -> None:
        if self.months < 1:
            raise ValueError(f"renewal needs at least one month: {self.months}")


@dataclass(frozen=True, slots=True)
class ByFixedDay:
    """Renewed by a fixed day of the year, every `every_months`; doing it `window_months` early loses nothing.

    A completion lapses on the first such day after `every_months - window_months` from it.
    """

    month: int
    day_of_month: int
    every_months: int = 12
    window_months: int = 0

    def __post_init__(self) -> None:
        check_fixed_day(self.month, self.day_of_month)
        if self.every_months < 1 or not 0 <= self.window_months <= self.every_months:
            raise ValueError("the window must lie between no months and the months between renewals")


Renewal = Never | EveryMonths | ByFixedDay


@dataclass(frozen=True, slots=True)
class Listing:
    """A course that a version lists: as one that can come first, as one that renews, or as both."""

    course_id: int
    first: bool = False
    renewing: bool = False
    if_completed_by: date | None = None

    def __post_init__(self) -> None:
        if not (self.first or self.renewing):
            raise ValueError("a listed course is listed as first, as renewing, or as both")

    def takes(self, course_id: int, on: date) -> bool:
        """Return whether a completion of `course_id` on `on` is one that this listing is about."""
        in_time = self.if_completed_by is None or on <= self.if_completed_by
        return course_id == self.course_id and in_time


@dataclass(frozen=True, slots=True)
class Terms:
    """One version of a requirement, so far as dates depend on it. Its citation and its audience are not here.

    `in_force_from` is the first day in force and `in_force_to` the first day no longer so (None while open).
    `warning_days` before a lapse a post is due soon; `grace_days` are given on coming back from a spell away.
    Completions before `history_before` may be refreshers alone. `posts_held_until`, if this version says so,
    is the day that posts already held when it came into force have until.
    """

    listings: tuple[Listing, ...]
    first: Within
    renewal: Renewal
    in_force_from: date
    in_force_to: date | None = None
    warning_days: int = 90
    grace_days: int = 30
    history_before: date | None = None
    posts_held_until: date | None = None

    def in_force_on(self, day: date) -> bool:
        return self.in_force_from <= day and (self.in_force_to is None or day < self.in_force_to)


@dataclass(frozen=True, slots=True)
class Introduction:
    """How a requirement came in, over all its versions: what bears on a first deadline besides the post.

    Posts held since before `held_before` have until `held_until` (both None where no version says so).
    """

    first_in_force: date
    held_before: date | None = None
    held_until: date | None = None


def version_on(versions: Iterable[Terms], on: date) -> Terms | None:
    """Return the version in force on `on`, or None. Versions of one requirement don't overlap."""
    return next((version for version in versions if version.in_force_on(on)), None)


def introduction_of(versions: Iterable[Terms], on: date) -> Introduction:
    """Return how a requirement had come in by `on`, given all its versions.

    The last version to say "posts already held have until" holds until another says otherwise. A version that
    only repeats the same day, as one does that corrects a citation, doesn't make later posts "already held":
    that is judged by the first version to have said it. Raises ValueError if no version had come into force
    by `on`.
    """
    begun = sorted((v for v in versions if v.in_force_from <= on), key=lambda v: v.in_force_from)
    if not begun:
        raise ValueError(f"no version was in force by {on}")
    first_in_force = begun[0].in_force_from
    said = [v for v in begun if v.posts_held_until is not None]
    if not said:
        return Introduction(first_in_force)
    held_until = said[-1].posts_held_until
    held_before = said[-1].in_force_from
    for version in reversed(said):
        if version.posts_held_until != held_until:
            break
        held_before = version.in_force_from
    return Introduction(first_in_force, held_before, held_until)


def lapse_of(completed_on: date, terms: Terms) -> date | None:
    """Return the last day that a completion on `completed_on` is good for, or None if it never lapses."""
    match terms.renewal:
        case Never():
            return None
        case EveryMonths(months):
            return add_months(completed_on, months)
        case ByFixedDay(month, day_of_month, every_months, window_months):
            at_least_until = add_months(completed_on, every_months - window_months)
            return first_fixed_day_after(at_least_until, month, day_of_month)


def trained_cut_off(terms: Terms, on: date) -> date:
    """Return the earliest completion day that has not lapsed on `on`: the day to compare in the database.

    `lapse_of(day, terms) >= on` exactly when `day >= trained_cut_off(terms, on)`. Where training never lapses
    every day will do, so the answer is `date.min`.
    """
    match terms.renewal:
        case Never():
            return date.min
        case EveryMonths(months):
            return cut_off(on, months)
        case ByFixedDay(month, day_of_month, every_months, window_months):
            # Not lapsed means good until the first fixed day from `on` at least: past the one before `on`.
            past = last_fixed_day_before(on, month, day_of_month)
            return cut_off(past, every_months - window_months)


def current_cut_off(terms: Terms, on: date) -> date:
    """Return the earliest completion day that is current on `on`: more than the warning days left to run."""
    return trained_cut_off(terms, on + timedelta(days=terms.warning_days + 1))
