"""A post's training status on one requirement as at a day, and what it follows from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from core.dates import add_days
from learning.compliance.rules.posts import (
    ExemptSpell,
    Spell,
    Tenure,
    carried_spells,
    chain_of,
    merge_spells,
)
from learning.compliance.rules.terms import Introduction, Terms, lapse_of


class Status(StrEnum):
    """Where a post stands; the values are the names of the report's columns."""

    CURRENT = "current"
    DUE_SOON = "due_soon"
    IN_TIME = "in_time"
    OVERDUE = "overdue"
    AWAY = "away"
    EXEMPT = "exempt"

    @property
    def is_trained(self) -> bool:
        return self in (Status.CURRENT, Status.DUE_SOON)

    @property
    def is_apart(self) -> bool:
        return self in (Status.AWAY, Status.EXEMPT)


@dataclass(frozen=True, slots=True)
class Done:
    """A completion that stands: of which course, on which day. Corrected ones never reach the rules."""

    course_id: int
    on: date


class Basis(StrEnum):
    """What a first deadline was counted from."""

    POST_START = "post_start"
    EARLIER_POST = "earlier_post"
    REQUIREMENT_START = "requirement_start"
    POSTS_HELD = "posts_held"


@dataclass(frozen=True, slots=True)
class FirstDeadline:
    """The last day in time for somebody never trained: `day`, counted from `anchor`."""

    day: date
    anchor: date
    basis: Basis


@dataclass(frozen=True, slots=True)
class Apart:
    """A spell away or exempt: its first day, the first day after it (None while open), the day then due."""

    begins: date
    over_from: date | None
    due_by: date | None
    exempt: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """A training status as at `on`, with all that explains it.

    `latest` is the latest counting completion and `lapse` the last day it is good for (None if there is none,
    or if it never lapses). `deadline` is the day to be trained by: the lapse while trained; while not trained
    the last day in time; None while apart or where nothing lapses. `good_until` is the last day before the
    post turns overdue if nothing more is done (None: never): the same as `deadline` unless a new post gives
    time beyond a lapse. For a post apart it is what will hold on the first day back, None while that is
    unknown. `apart` is the spell that covers `on`; `moved_by` the one that moved the deadline from
    `due_before_spell`. `set_aside` is the latest completion of a listed course where none counts: a refresher
    without a first course.
    """

    status: Status
    on: date
    first: FirstDeadline
    latest: Done | None = None
    lapse: date | None = None
    deadline: date | None = None
    good_until: date | None = None
    apart: Apart | None = None
    moved_by: Apart | None = None
    due_before_spell: date | None = None
    set_aside: Done | None = None

    @property
    def anchor(self) -> date:
        return self.first.anchor


def latest_counting(done: Iterable[Done], terms: Terms, on: date) -> Done | None:
    """Return the latest completion that counts on `on`, or None.

    A refresher counts from the first course on. One completed before the "history before" day counts by
    itself, and stands in for the first course that the old system didn't keep: later refreshers count after
    it.
    """
    listed = [d for d in done if d.on <= on and _is_listed(d, terms)]
    opening = min((d.on for d in listed if _opens(d, terms)), default=None)
    if opening is None:
        return None
    order = {listing.course_id: -place for place, listing in reversed(list(enumerate(terms.listings)))}
    return max((d for d in listed if d.on >= opening), key=lambda d: (d.on, order[d.course_id]))


def first_deadline(chain_start: date, terms: Terms, introduction: Introduction) -> FirstDeadline:
    """Return the first deadline of a post whose chain of posts began on `chain_start`.

    Where posts already held were given a day, that day stands in for what the requirement's own first day
    would give: nobody gets less than the time from the start of their post.
    """
    from_start = terms.first.after(chain_start)
    held_before, held_until = introduction.held_before, introduction.held_until
    if held_before is not None and held_until is not None and chain_start < held_before:
        if held_until > from_start:
            return FirstDeadline(held_until, held_before, Basis.POSTS_HELD)
    elif introduction.first_in_force > chain_start:
        anchor = introduction.first_in_force
        return FirstDeadline(terms.first.after(anchor), anchor, Basis.REQUIREMENT_START)
    return FirstDeadline(from_start, chain_start, Basis.POST_START)


def status_on(
    on: date,
    *,
    post: Tenure,
    terms: Terms,
    introduction: Introduction,
    done: Iterable[Done],
    others: Iterable[Tenure] = (),
) -> Standing:
    """Return where `post` stands on a requirement as at `on`.

    `terms` is the version in force on `on`; `introduction` is its requirement's. `done` are the person's
    completions that no correction has taken back, in any post or agency. `others` are the person's posts in
    the same agency and in the audience (`post` itself among them does no harm). Raises ValueError if the post
    isn't held or the version isn't in force on `on`: there is no status then. Source: docs/compliance.md.
    """
    if not (post.held_on(on) and terms.in_force_on(on)):
        raise ValueError(f"no status on {on}: the post isn't held, or the version isn't in force")
    chain = chain_of(post, others)
    first = first_deadline(chain[0].start, terms, introduction)
    if first.basis is Basis.POST_START and len(chain) > 1:
        first = FirstDeadline(first.day, first.anchor, Basis.EARLIER_POST)
    done = tuple(done)
    latest = latest_counting(done, terms, on)
    lapse = lapse_of(latest.on, terms) if latest else None
    set_aside = None if latest else _latest_listed(done, terms, on)

    away, exempt = carried_spells(chain)
    spells = _spells_in_order(merge_spells(away), exempt, terms)
    apart = _apart_on(on, post, spells)
    good_until: date | None
    moved_by: Apart | None
    if latest and lapse is None:
        base = good_until = moved_by = None
    else:
        base = max(first.day, lapse) if lapse else first.day
        good_until, moved_by = _moved(base, spells, over_by=apart.over_from if apart else on)
    status, deadline = _unless_apart(on, latest, lapse, good_until, terms)
    if apart:
        status, deadline = (Status.EXEMPT if apart.exempt else Status.AWAY), None
    return Standing(
        status=status,
        on=on,
        first=first,
        latest=latest,
        lapse=lapse,
        deadline=deadline,
        good_until=good_until,
        apart=apart,
        moved_by=moved_by,
        due_before_spell=base if moved_by else None,
        set_aside=set_aside,
    )


def _unless_apart(
    on: date, latest: Done | None, lapse: date | None, good_until: date | None, terms: Terms
) -> tuple[Status, date | None]:
    """Return the status of a post that isn't apart, and the day to be trained by."""
    if latest and lapse is None:
        return Status.CURRENT, None
    if lapse is not None and on <= lapse:
        soon = lapse - on <= timedelta(days=terms.warning_days)
        return (Status.DUE_SOON if soon else Status.CURRENT), lapse
    in_time = good_until is not None and on <= good_until
    return (Status.IN_TIME if in_time else Status.OVERDUE), good_until


def _is_listed(completion: Done, terms: Terms) -> bool:
    return any(listing.takes(completion.course_id, completion.on) for listing in terms.listings)


def _opens(completion: Done, terms: Terms) -> bool:
    """Return whether a listed completion counts without another before it."""
    if terms.history_before is not None and completion.on < terms.history_before:
        return True
    return any(ls.first and ls.takes(completion.course_id, completion.on) for ls in terms.listings)


def _latest_listed(done: Iterable[Done], terms: Terms, on: date) -> Done | None:
    return max((d for d in done if d.on <= on and _is_listed(d, terms)), key=lambda d: d.on, default=None)


def _spells_in_order(away: Sequence[Spell], exempt: Sequence[ExemptSpell], terms: Terms) -> list[Apart]:
    grace = terms.grace_days
    spells = [Apart(s.away_from, s.back_on, s.back_on and add_days(s.back_on, grace), exempt=False) for s in away]
    for decision in exempt:
        over_from = decision.exempt_to and add_days(decision.exempt_to, 1)
        due_by = decision.then_due_by or (over_from and add_days(over_from, grace))
        spells.append(Apart(decision.exempt_from, over_from, due_by, exempt=True))
    return sorted(spells, key=lambda s: s.begins)


def _apart_on(on: date, post: Tenure, spells: Sequence[Apart]) -> Apart | None:
    """Return the spell that sets `post` apart on `on`: an exemption before a spell away.

    A spell carried from an earlier post sets nobody apart in this one, though it may be one with a spell that
    does.
    """
    covering = [s for s in spells if s.begins <= on and (s.over_from is None or on < s.over_from)]
    covering.sort(key=lambda s: s.over_from or date.max, reverse=True)
    if any(spell.covers(on) for spell in post.exempt):
        return next(spell for spell in covering if spell.exempt)
    if any(spell.covers(on) for spell in post.away):
        return next((spell for spell in covering if not spell.exempt), None)
    return None


def _moved(base: date, spells: Sequence[Apart], *, over_by: date | None) -> tuple[date | None, Apart | None]:
    """Return the deadline after the spells over by `over_by`, and the spell that set it last, if any did.

    A spell moves the deadline if it began no later than the deadline so far, or straight after one that moved
    it.
    """
    if over_by is None:
        return None, None
    deadline, moved_by, reached = base, None, base
    for spell in spells:
        if spell.over_from is None or spell.due_by is None or spell.over_from > over_by:
            continue
        if spell.begins <= max(deadline, reached):
            reached = max(reached, spell.over_from)
            if spell.due_by > deadline:
                deadline, moved_by = spell.due_by, spell
    return deadline, moved_by
