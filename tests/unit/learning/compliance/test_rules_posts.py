"""Whom a requirement asks, counted from when, and what being apart does to a deadline."""

from dataclasses import replace
from datetime import date

import pytest

from learning.compliance.rules import (
    Done,
    ExemptSpell,
    Introduction,
    Spell,
    Status,
    Tenure,
    anchor_for,
    introduction_of,
    merge_spells,
    version_on,
)
from tests.unit.learning.compliance.cases import (
    FIRST,
    LONG_AGO,
    LONG_HELD,
    TERMS,
    assert_turns,
    standing,
)


class TestAnchors:
    """A move within one agency, with a gap of at most 28 days, keeps the earlier anchor."""

    @pytest.mark.parametrize(
        ("new_start", "anchor"),
        [
            (date(2025, 9, 1), date(2025, 1, 6)),
            (date(2025, 10, 1), date(2025, 1, 6)),
            (date(2025, 10, 29), date(2025, 1, 6)),
            (date(2025, 10, 30), date(2025, 10, 30)),
        ],
        ids=["overlapping", "no gap", "28 days in no post", "29 days in no post"],
    )
    def test_a_gap_of_28_days_is_a_move_and_29_a_fresh_start(self, new_start: date, anchor: date) -> None:
        old = Tenure(date(2025, 1, 6), date(2025, 9, 30))
        assert anchor_for(Tenure(new_start), [old], LONG_AGO.first_in_force) == anchor

    def test_the_anchor_is_kept_along_a_chain_of_moves(self) -> None:
        chain = [
            Tenure(date(2024, 5, 1), date(2024, 8, 31)),
            Tenure(date(2023, 1, 9), date(2024, 4, 15)),
            Tenure(date(2020, 1, 1), date(2022, 1, 1)),
        ]
        assert anchor_for(Tenure(date(2024, 9, 10)), chain, LONG_AGO.first_in_force) == date(2023, 1, 9)

    def test_an_earlier_long_post_bridges_a_short_one_inside_it(self) -> None:
        others = [Tenure(date(2020, 1, 1), date(2025, 12, 31)), Tenure(date(2020, 2, 1), date(2020, 3, 1))]
        assert anchor_for(Tenure(date(2026, 1, 10)), others, LONG_AGO.first_in_force) == date(2020, 1, 1)

    def test_later_posts_and_the_post_itself_do_not_matter(self) -> None:
        post = Tenure(date(2025, 1, 6))
        assert anchor_for(post, [post, Tenure(date(2025, 2, 1))], LONG_AGO.first_in_force) == post.start

    def test_a_new_requirement_gives_posts_already_held_their_time_from_its_first_day(self) -> None:
        found = standing(date(2026, 7, 1), introduction=Introduction(date(2026, 1, 1)))
        assert (found.status, found.anchor) == (Status.IN_TIME, date(2026, 1, 1))
        assert standing(date(2026, 7, 2), introduction=Introduction(date(2026, 1, 1))).status is Status.OVERDUE

    def test_a_later_version_counts_from_the_first_versions_first_day(self) -> None:
        v1 = replace(TERMS, in_force_from=date(2026, 1, 1), in_force_to=date(2026, 6, 1))
        v2 = replace(TERMS, in_force_from=date(2026, 6, 1))
        found = standing(date(2026, 7, 2), terms=v2, introduction=introduction_of([v2, v1], date(2026, 7, 2)))
        assert (found.status, found.deadline) == (Status.OVERDUE, date(2026, 7, 1))

    @pytest.mark.parametrize(
        ("start", "deadline"),
        [
            (date(2020, 1, 1), date(2026, 12, 31)),
            (date(2026, 6, 30), date(2026, 12, 31)),
            (date(2026, 8, 31), date(2027, 2, 28)),
            (date(2026, 9, 1), date(2027, 3, 1)),
        ],
        ids=["long held", "due the day before", "less than its own six months", "started with the version"],
    )
    def test_posts_already_held_have_until_the_versions_day(self, start: date, deadline: date) -> None:
        v2 = replace(TERMS, in_force_from=date(2026, 9, 1), posts_held_until=date(2026, 12, 31))
        versions = [replace(TERMS, in_force_to=date(2026, 9, 1)), v2]
        introduction = introduction_of(versions, date(2026, 9, 1))
        found = standing(date(2026, 9, 1), post=Tenure(start), terms=v2, introduction=introduction)
        assert (found.status, found.deadline) == (Status.IN_TIME, deadline)

    def test_a_version_says_nothing_before_it_comes_into_force(self) -> None:
        v2 = replace(TERMS, in_force_from=date(2026, 9, 1), posts_held_until=date(2026, 12, 31))
        versions = [replace(TERMS, in_force_to=date(2026, 9, 1)), v2]
        assert introduction_of(versions, date(2026, 8, 31)) == Introduction(date(2015, 1, 1))

    def test_a_silent_version_leaves_posts_already_held_their_day(self) -> None:
        v1 = replace(TERMS, in_force_to=date(2016, 1, 1), posts_held_until=date(2016, 6, 30))
        v2 = replace(TERMS, in_force_from=date(2016, 1, 1))
        expected = Introduction(date(2015, 1, 1), held_before=date(2015, 1, 1), held_until=date(2016, 6, 30))
        assert introduction_of([v1, v2], date(2016, 2, 1)) == expected

    def test_a_requirement_not_yet_in_force_has_no_introduction(self) -> None:
        with pytest.raises(ValueError, match="in force"):
            introduction_of([TERMS], date(2014, 12, 31))

    def test_versions_are_in_force_from_their_first_day_to_the_day_before_the_next(self) -> None:
        v1, v2 = replace(TERMS, in_force_to=date(2026, 9, 1)), replace(TERMS, in_force_from=date(2026, 9, 1))
        assert version_on([v1, v2], date(2014, 12, 31)) is None
        assert version_on([v1, v2], date(2026, 8, 31)) == v1
        assert version_on([v1, v2], date(2026, 9, 1)) == v2


class TestSpells:
    def test_spells_that_touch_are_one(self) -> None:
        spells = [Spell(date(2026, 3, 15), date(2026, 4, 1)), Spell(date(2026, 3, 1), date(2026, 3, 15))]
        assert merge_spells(spells) == [Spell(date(2026, 3, 1), date(2026, 4, 1))]

    def test_a_day_back_at_work_keeps_two_short_spells_apart(self) -> None:
        spells = [Spell(date(2026, 3, 1), date(2026, 3, 15)), Spell(date(2026, 3, 16), date(2026, 4, 1))]
        assert merge_spells(spells) == []

    @pytest.mark.parametrize(("back_on", "counts"), [(date(2026, 3, 28), False), (date(2026, 3, 29), True)])
    def test_a_closed_spell_under_28_days_counts_for_nothing(self, back_on: date, counts: bool) -> None:
        spell = Spell(date(2026, 3, 1), back_on)
        assert merge_spells([spell]) == ([spell] if counts else [])
        post = replace(LONG_HELD, away=(spell,))
        assert standing(date(2026, 3, 2), post=post).status is (Status.AWAY if counts else Status.OVERDUE)

    def test_an_open_spell_counts_from_its_first_day(self) -> None:
        post = replace(LONG_HELD, away=(Spell(date(2026, 3, 1)),))
        assert standing(date(2026, 2, 28), post=post).status is Status.OVERDUE
        assert standing(date(2026, 3, 1), post=post).status is Status.AWAY

    def test_an_open_spell_counts_from_its_first_day_in_a_post_that_is_about_to_end(self) -> None:
        post = Tenure(date(2016, 1, 4), date(2026, 3, 10), away=(Spell(date(2026, 3, 1)),))
        assert standing(date(2026, 3, 1), post=post).status is Status.AWAY

    def test_an_open_spell_swallows_what_touches_it(self) -> None:
        spells = [
            Spell(date(2026, 3, 1)),
            Spell(date(2026, 2, 20), date(2026, 3, 1)),
            Spell(date(2026, 4, 1), date(2026, 5, 1)),
        ]
        assert merge_spells(spells) == [Spell(date(2026, 2, 20))]

    def test_a_spell_that_ends_before_it_begins_is_refused(self) -> None:
        with pytest.raises(ValueError, match="back on"):
            Spell(date(2026, 3, 2), date(2026, 3, 1))
        with pytest.raises(ValueError, match="exempt to"):
            ExemptSpell(date(2026, 3, 2), date(2026, 3, 1))

    @pytest.mark.parametrize(
        ("away_from", "status"), [(date(2026, 7, 1), Status.IN_TIME), (date(2026, 7, 2), Status.OVERDUE)]
    )
    def test_a_second_spell_moves_a_deadline_that_the_first_one_moved(self, away_from: date, status: Status) -> None:
        spells = (Spell(date(2026, 3, 1), date(2026, 6, 1)), Spell(away_from, date(2026, 9, 1)))
        found = standing(date(2026, 9, 1), post=replace(LONG_HELD, away=spells), done=(Done(FIRST, date(2023, 5, 15)),))
        assert found.status is status

    @pytest.mark.parametrize(
        ("away_from", "status"), [(date(2026, 5, 15), Status.IN_TIME), (date(2026, 5, 16), Status.OVERDUE)]
    )
    def test_a_spell_that_begins_on_the_deadline_moves_it(self, away_from: date, status: Status) -> None:
        post = replace(LONG_HELD, away=(Spell(away_from, date(2026, 8, 1)),))
        assert standing(date(2026, 8, 1), post=post, done=(Done(FIRST, date(2023, 5, 15)),)).status is status

    def test_a_spell_from_an_earlier_post_moves_the_deadline_after_a_move(self) -> None:
        old = Tenure(date(2016, 1, 4), date(2026, 6, 9), away=(Spell(date(2026, 3, 1), date(2026, 6, 1)),))
        found = standing(
            date(2026, 6, 10), post=Tenure(date(2026, 6, 10)), others=(old,), done=(Done(FIRST, date(2023, 5, 15)),)
        )
        assert (found.status, found.deadline) == (Status.IN_TIME, date(2026, 7, 1))

    def test_a_spell_left_open_in_an_earlier_post_ends_with_it(self) -> None:
        old = Tenure(date(2016, 1, 4), date(2026, 5, 31), away=(Spell(date(2026, 3, 1)),))
        found = standing(
            date(2026, 6, 1), post=Tenure(date(2026, 6, 1)), others=(old,), done=(Done(FIRST, date(2023, 5, 15)),)
        )
        assert (found.status, found.deadline) == (Status.IN_TIME, date(2026, 7, 1))

    def test_a_spell_that_begins_on_the_last_day_of_the_earlier_post_goes_on_in_the_next(self) -> None:
        """28 days only together: one in the old post, 27 in the new."""
        old = Tenure(date(2016, 1, 4), date(2026, 5, 15), away=(Spell(date(2026, 5, 15)),))
        post = Tenure(date(2026, 5, 16), away=(Spell(date(2026, 5, 16), date(2026, 6, 12)),))
        done = (Done(FIRST, date(2023, 5, 15)),)
        found = standing(date(2026, 6, 11), post=post, others=(old,), done=done)
        assert (found.status, found.apart and found.apart.begins) == (Status.AWAY, date(2026, 5, 15))
        assert standing(date(2026, 6, 12), post=post, others=(old,), done=done).deadline == date(2026, 7, 12)

    def test_an_exemption_on_the_last_day_of_the_earlier_post_still_gives_its_day(self) -> None:
        exempt = (ExemptSpell(date(2026, 5, 15), date(2026, 5, 31), date(2026, 8, 31)),)
        old = Tenure(date(2016, 1, 4), date(2026, 5, 15), exempt=exempt)
        found = standing(
            date(2026, 5, 16), post=Tenure(date(2026, 5, 16)), others=(old,), done=(Done(FIRST, date(2023, 5, 15)),)
        )
        assert (found.status, found.deadline) == (Status.IN_TIME, date(2026, 8, 31))

    def test_away_in_one_post_is_at_work_in_another(self) -> None:
        other = Tenure(date(2015, 2, 1), away=(Spell(date(2026, 3, 1)),))
        assert standing(date(2026, 3, 5), others=(other,)).status is Status.OVERDUE


class TestExemptions:
    POST = replace(LONG_HELD, exempt=(ExemptSpell(date(2026, 3, 1), date(2026, 5, 31), date(2026, 8, 31)),))

    def test_an_exemption_covers_its_first_and_last_day_and_then_gives_its_own_day(self) -> None:
        assert_turns(
            [
                (date(2026, 2, 28), Status.DUE_SOON, date(2026, 5, 15)),
                (date(2026, 3, 1), Status.EXEMPT, None),
                (date(2026, 5, 31), Status.EXEMPT, None),
                (date(2026, 6, 1), Status.IN_TIME, date(2026, 8, 31)),
                (date(2026, 8, 31), Status.IN_TIME, date(2026, 8, 31)),
                (date(2026, 9, 1), Status.OVERDUE, date(2026, 8, 31)),
            ],
            post=self.POST,
            done=(Done(FIRST, date(2023, 5, 15)),),
        )

    def test_an_exemption_without_a_day_gives_the_days_of_grace(self) -> None:
        post = replace(LONG_HELD, exempt=(ExemptSpell(date(2026, 3, 1), date(2026, 5, 31)),))
        found = standing(date(2026, 6, 1), post=post, done=(Done(FIRST, date(2023, 5, 15)),))
        assert found.deadline == date(2026, 7, 1)

    def test_a_short_exemption_counts(self) -> None:
        post = replace(LONG_HELD, exempt=(ExemptSpell(date(2026, 3, 1), date(2026, 3, 1)),))
        assert standing(date(2026, 3, 1), post=post).status is Status.EXEMPT

    def test_exempt_comes_before_away(self) -> None:
        post = replace(self.POST, away=(Spell(date(2026, 1, 1)),))
        assert standing(date(2026, 3, 1), post=post).status is Status.EXEMPT
        assert standing(date(2026, 6, 1), post=post).status is Status.AWAY

    def test_an_exemption_straight_after_another_goes_on_from_it(self) -> None:
        first = ExemptSpell(date(2026, 3, 1), date(2026, 5, 31), then_due_by=date(2026, 5, 31))
        second = ExemptSpell(date(2026, 6, 1), date(2026, 8, 31), then_due_by=date(2026, 10, 31))
        post = replace(LONG_HELD, exempt=(first, second))
        found = standing(date(2026, 9, 1), post=post, done=(Done(FIRST, date(2023, 5, 15)),))
        assert found.deadline == date(2026, 10, 31)

    def test_an_exemption_from_an_earlier_post_exempts_no_later_one(self) -> None:
        old = Tenure(date(2016, 1, 4), date(2026, 5, 31), exempt=(ExemptSpell(date(2026, 3, 1)),))
        found = standing(date(2026, 6, 1), post=Tenure(date(2026, 6, 1)), others=(old,))
        assert found.status is Status.OVERDUE
