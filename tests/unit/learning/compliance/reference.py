"""A slow, obvious reading of the rules of training status, to hold the real ones against.

Written from the design's text, not from the rules: it takes the same facts and shares no arithmetic with them. Where
the rules compare dates, this counts days one at a time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from learning.compliance.rules import ByFixedDay, Done, Introduction, Never, Tenure, Terms

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Facts:
    """All that one status depends on."""

    on: date
    post: Tenure
    terms: Terms
    introduction: Introduction
    done: tuple[Done, ...] = ()
    others: tuple[Tenure, ...] = ()


@dataclass(frozen=True)
class Run:
    """Days apart without a break: the first, the first day after (None while open), and the day then due by."""

    begins: date
    over_from: date | None
    due_by: date | None


def days(first: date, last: date) -> Iterator[date]:
    """Yield each day from `first` to `last`, both included."""
    day = first
    while day <= last:
        yield day
        day += DAY


def months_after(day: date, months: int) -> date:
    """Count the months on the fingers, then fall back to the last day that exists."""
    year, month, wanted = day.year, day.month, day.day
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    while True:
        try:
            return date(year, month, wanted)
        except ValueError:
            wanted -= 1


def status_and_deadline(facts: Facts) -> tuple[str, date | None]:
    """Return the name of the status and the deadline (None where the post is apart, or where nothing lapses)."""
    on, terms = facts.on, facts.terms
    if is_exempt(facts):
        return "exempt", None
    if is_away(facts):
        return "away", None
    latest = latest_counting_day(facts)
    deadline = first_deadline_day(facts)
    if latest is not None:
        lapse = lapse_day(latest, terms)
        if lapse is None:
            return "current", None
        if on <= lapse:
            left = sum(1 for _ in days(on, lapse)) - 1
            return ("due_soon" if left <= terms.warning_days else "current"), lapse
        deadline = max(lapse, deadline)
    deadline = deadline_after_spells(facts, deadline)
    return ("in_time" if on <= deadline else "overdue"), deadline


def is_exempt(facts: Facts) -> bool:
    return any(facts.on in days(e.exempt_from, e.exempt_to or facts.on) for e in facts.post.exempt)


def is_away(facts: Facts) -> bool:
    """Away from this very post, on a day of a run that is long enough to count."""
    own = any(facts.on in days(s.away_from, s.back_on - DAY if s.back_on else facts.on) for s in facts.post.away)
    return own and any(
        run.begins <= facts.on and (run.over_from is None or facts.on < run.over_from) for run in away_runs(facts)
    )


def away_runs(facts: Facts) -> list[Run]:
    """Mark every day away on a calendar, then read off the unbroken runs."""
    grace = timedelta(days=facts.terms.grace_days)
    spells = [(s.away_from, s.back_on) for s in facts.post.away]
    for earlier in earlier_posts(facts):
        for spell in earlier.away:
            back_on = spell.back_on
            if earlier.end is not None and (back_on is None or back_on > earlier.end):
                back_on = earlier.end + DAY
            if earlier.end is None or spell.away_from <= earlier.end:
                spells.append((spell.away_from, back_on))
    last_known = max([facts.on, *(day for pair in spells for day in pair if day is not None)])
    open_from = min((away_from for away_from, back_on in spells if back_on is None), default=None)
    marked: set[date] = set()
    for away_from, back_on in spells:
        marked.update(days(away_from, back_on - DAY if back_on else last_known))
    runs = []
    for first in sorted(day for day in marked if day - DAY not in marked):
        length = 0
        while first + length * DAY in marked:
            length += 1
        if open_from is not None and open_from < first + length * DAY:
            runs.append(Run(first, None, None))
            break
        if length >= 28:
            back_on = first + length * DAY
            runs.append(Run(first, back_on, back_on + grace))
    return runs


def exempt_runs(facts: Facts) -> list[Run]:
    grace = timedelta(days=facts.terms.grace_days)
    runs = []
    for post in [facts.post, *earlier_posts(facts)]:
        for exemption in post.exempt:
            last = exemption.exempt_to
            if post is not facts.post and post.end is not None:
                if exemption.exempt_from > post.end:
                    continue
                last = post.end if last is None else min(last, post.end)
            if last is not None:
                over_from = last + DAY
                runs.append(Run(exemption.exempt_from, over_from, exemption.then_due_by or over_from + grace))
    return runs


def earlier_posts(facts: Facts) -> list[Tenure]:
    start = chain_start(facts.post, facts.others)
    return [t for t in facts.others if start <= t.start < facts.post.start]


@lru_cache(maxsize=8)
def chain_start(post: Tenure, others: tuple[Tenure, ...]) -> date:
    """Walk back from the start of the post until more than 28 days in a row were in no post at all."""
    earliest, empty, day = post.start, 0, post.start
    while empty <= 28:
        day -= DAY
        if any(t.start <= day and (t.end is None or day <= t.end) for t in others):
            earliest, empty = day, 0
        else:
            empty += 1
    return earliest


def latest_counting_day(facts: Facts) -> date | None:
    terms = facts.terms
    firsts, refreshers = [], []
    for completion in facts.done:
        for listing in terms.listings:
            in_time = listing.if_completed_by is None or completion.on <= listing.if_completed_by
            if listing.course_id == completion.course_id and in_time and completion.on <= facts.on:
                (firsts if listing.first else refreshers).append(completion.on)
    # What the old system kept stands in for the first course that it didn't.
    history = [day for day in refreshers if terms.history_before and day < terms.history_before]
    good_starts = firsts + history
    counting = good_starts + [day for day in refreshers if any(start <= day for start in good_starts)]
    return max(counting, default=None)


def lapse_day(completed_on: date, terms: Terms) -> date | None:
    renewal = terms.renewal
    if isinstance(renewal, Never):
        return None
    if not isinstance(renewal, ByFixedDay):
        return months_after(completed_on, renewal.months)
    day = months_after(completed_on, renewal.every_months - renewal.window_months) + DAY
    while not falls_on(day, renewal.month, renewal.day_of_month):
        day += DAY
    return day


def falls_on(day: date, month: int, day_of_month: int) -> bool:
    if (month, day_of_month) == (2, 29):
        return day.month == 2 and (day + DAY).month == 3
    return (day.month, day.day) == (month, day_of_month)


def first_deadline_day(facts: Facts) -> date:
    start, introduction, first = chain_start(facts.post, facts.others), facts.introduction, facts.terms.first

    def counted_from(day: date) -> date:
        return months_after(day, first.months) if first.months is not None else day + (first.days or 0) * DAY

    if introduction.held_before is not None and start < introduction.held_before:
        assert introduction.held_until is not None
        return max(introduction.held_until, counted_from(start))
    return counted_from(max(start, introduction.first_in_force))


def deadline_after_spells(facts: Facts, deadline: date) -> date:
    """Let spells that are over move the deadline until no more do, in whatever order they come."""
    waiting = [r for r in away_runs(facts) + exempt_runs(facts) if r.over_from and r.over_from <= facts.on]
    counted: list[Run] = []
    moved = True
    while moved:
        moved = False
        for run in waiting:
            straight_after = any(c.over_from and c.begins <= run.begins <= c.over_from for c in counted)
            if run not in counted and (run.begins <= deadline or straight_after):
                assert run.due_by is not None
                counted.append(run)
                deadline = max(deadline, run.due_by)
                moved = True
    return deadline
