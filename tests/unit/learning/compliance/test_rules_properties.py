"""What holds of training status for any history."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.dates import add_months
from learning.compliance.rules import (
    ByFixedDay,
    Done,
    EveryMonths,
    ExemptSpell,
    Introduction,
    Never,
    Renewal,
    Spell,
    Standing,
    Status,
    Tenure,
    Terms,
    Within,
    current_cut_off,
    introduction_of,
    lapse_of,
    latest_counting,
    trained_cut_off,
)
from tests.unit.learning.compliance.cases import (
    DAY,
    FIRST,
    REFRESHER,
    TERMS,
    UNLISTED,
    standing,
)

DAYS = st.dates(min_value=date(2018, 1, 1), max_value=date(2031, 12, 31))
RENEWALS: st.SearchStrategy[Renewal] = st.one_of(
    st.just(Never()),
    st.builds(EveryMonths, st.sampled_from([1, 6, 12, 24, 36])),
    st.builds(ByFixedDay, st.integers(1, 12), st.integers(1, 29), st.just(12), st.integers(0, 12)),
)
SOME_TERMS = st.builds(
    replace,
    st.just(TERMS),
    first=st.one_of(st.builds(Within, months=st.integers(0, 12)), st.builds(Within, days=st.integers(0, 400))),
    renewal=RENEWALS,
    warning_days=st.integers(0, 120),
    grace_days=st.integers(0, 60),
    history_before=st.none() | DAYS,
)
DONE = st.lists(st.builds(Done, st.sampled_from([FIRST, REFRESHER, UNLISTED]), DAYS), max_size=4).map(tuple)
LENGTHS = st.integers(0, 400).map(timedelta)
CLOSED_SPELLS = st.builds(lambda start, length: Spell(start, start + length), DAYS, LENGTHS)
SPELLS = st.lists(st.one_of(CLOSED_SPELLS, CLOSED_SPELLS, st.builds(Spell, DAYS)), max_size=3).map(tuple)
EXEMPT = st.builds(lambda start, length: ExemptSpell(start, start + length), DAYS, LENGTHS)
EXEMPTIONS = st.lists(EXEMPT, max_size=2).map(tuple)
POSTS = st.builds(Tenure, DAYS, st.none(), SPELLS, EXEMPTIONS)
INTRODUCTIONS = st.builds(Introduction, DAYS)


@given(on=DAYS, post=POSTS, done=DONE, terms=SOME_TERMS, introduction=INTRODUCTIONS)
def test_every_held_post_has_one_status_that_follows_from_its_dates(
    on: date, post: Tenure, done: tuple[Done, ...], terms: Terms, introduction: Introduction
) -> None:
    post = replace(post, start=min(post.start, on))
    found = standing(on, post=post, done=done, terms=terms, introduction=introduction)
    trained = found.latest is not None and (found.lapse is None or on <= found.lapse)
    in_time = found.good_until is not None and on <= found.good_until
    holds = {
        Status.EXEMPT: found.apart is not None and found.apart.exempt,
        Status.AWAY: found.apart is not None and not found.apart.exempt,
        Status.CURRENT: not found.apart and trained and not _soon(found, terms),
        Status.DUE_SOON: not found.apart and trained and _soon(found, terms),
        Status.IN_TIME: not found.apart and not trained and in_time,
        Status.OVERDUE: not found.apart and not trained and not in_time,
    }
    assert [status for status, held in holds.items() if held] == [found.status]


def _soon(found: Standing, terms: Terms) -> bool:
    return found.lapse is not None and (found.lapse - found.on).days <= terms.warning_days


@given(on=DAYS, done=DAYS, terms=SOME_TERMS)
def test_cut_offs_say_the_same_as_lapses(on: date, done: date, terms: Terms) -> None:
    assert_cut_offs_agree(on, done, terms)


@given(done=DAYS, terms=SOME_TERMS, step=st.integers(-1, 2), warned=st.booleans())
def test_cut_offs_say_the_same_as_lapses_on_the_days_around_them(
    done: date, terms: Terms, step: int, warned: bool
) -> None:
    lapse = lapse_of(done, terms) or done
    assert_cut_offs_agree(lapse + step * DAY - warned * terms.warning_days * DAY, done, terms)


def assert_cut_offs_agree(on: date, done: date, terms: Terms) -> None:
    lapse = lapse_of(done, terms)
    assert (lapse is None or lapse >= on) == (done >= trained_cut_off(terms, on))
    assert (lapse is None or (lapse - on).days > terms.warning_days) == (done >= current_cut_off(terms, on))


@given(on=DAYS, anchor=DAYS, terms=SOME_TERMS)
def test_the_first_deadline_has_its_cut_off_too(on: date, anchor: date, terms: Terms) -> None:
    assert (terms.first.after(anchor) >= on) == (anchor >= terms.first.cut_off(on))


@given(on=DAYS, post=POSTS, done=DONE, terms=SOME_TERMS, more=DAYS)
def test_doing_more_never_brings_nearer_the_day_it_turns_overdue(
    on: date, post: Tenure, done: tuple[Done, ...], terms: Terms, more: date
) -> None:
    post = replace(post, start=min(post.start, on))
    before = standing(on, post=post, done=done, terms=terms)
    after = standing(on, post=post, done=(*done, Done(FIRST, more)), terms=terms)
    unknown_or_never = date.max
    assert (before.good_until or unknown_or_never) <= (after.good_until or unknown_or_never)


@given(start=DAYS, later=st.integers(0, 1000), on=DAYS, done=DONE, terms=SOME_TERMS)
def test_a_later_start_never_gives_an_earlier_deadline(
    start: date, later: int, on: date, done: tuple[Done, ...], terms: Terms
) -> None:
    second = start + later * DAY
    on = max(on, second)
    early = standing(on, post=Tenure(start), done=done, terms=terms)
    late = standing(on, post=Tenure(second), done=done, terms=terms)
    assert (early.deadline or date.max) <= (late.deadline or date.max)


@given(on=DAYS, nights=st.integers(1, 500), post=POSTS, done=DONE, terms=SOME_TERMS)
def test_with_nothing_more_done_a_deadline_never_comes_nearer(
    on: date, nights: int, post: Tenure, done: tuple[Done, ...], terms: Terms
) -> None:
    post = replace(post, start=min(post.start, on))
    done = tuple(d for d in done if d.on <= on)
    today, later = (standing(day, post=post, done=done, terms=terms) for day in (on, on + nights * DAY))
    if today.deadline and later.deadline:
        assert today.deadline <= later.deadline


@given(on=DAYS, post=POSTS, done=DONE, terms=SOME_TERMS, began=DAYS)
def test_a_version_that_corrects_a_citation_changes_no_standing(
    on: date, post: Tenure, done: tuple[Done, ...], terms: Terms, began: date
) -> None:
    post = replace(post, start=min(post.start, on))
    began = min(began, on)
    old = replace(terms, in_force_to=began, posts_held_until=began + 100 * DAY)
    new = replace(old, in_force_from=began, in_force_to=None)
    uncorrected = replace(old, in_force_to=None)
    found = standing(on, post=post, done=done, terms=new, introduction=introduction_of([old, new], on))
    expected = standing(on, post=post, done=done, terms=uncorrected, introduction=introduction_of([uncorrected], on))
    assert found == expected


@given(on=DAYS, post=POSTS, done=DONE, terms=SOME_TERMS, away_from=DAYS, length=st.integers(0, 27))
def test_a_closed_spell_under_28_days_that_touches_no_other_changes_nothing(
    on: date, post: Tenure, done: tuple[Done, ...], terms: Terms, away_from: date, length: int
) -> None:
    post = replace(post, start=min(post.start, on))
    short = Spell(away_from, away_from + length * DAY)
    touches = any(
        s.away_from <= away_from + length * DAY and (not s.back_on or away_from <= s.back_on) for s in post.away
    )
    if not touches:
        longer = replace(post, away=(*post.away, short))
        assert standing(on, post=longer, done=done, terms=terms) == standing(on, post=post, done=done, terms=terms)


@given(day=DAYS, months=st.integers(1, 60))
def test_deadlines_count_from_their_anchor_and_are_never_chained(day: date, months: int) -> None:
    terms = replace(TERMS, renewal=EveryMonths(months))
    done = (Done(FIRST, day), Done(REFRESHER, add_months(day, months) - DAY))
    found = latest_counting(done, terms, done[1].on)
    assert found is not None
    assert lapse_of(found.on, terms) == add_months(add_months(day, months) - DAY, months)
