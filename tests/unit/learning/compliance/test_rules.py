"""Training status by worked example, with the days on both sides."""

from dataclasses import replace
from datetime import date

import pytest

from learning.compliance.rules import (
    Basis,
    ByFixedDay,
    Done,
    EveryMonths,
    Listing,
    Never,
    Spell,
    Status,
    Tenure,
    Within,
    introduction_of,
    lapse_of,
    latest_counting,
    version_on,
)
from tests.unit.learning.compliance.cases import (
    FIRST,
    LONG_HELD,
    REFRESHER,
    REPLACED,
    TERMS,
    UNLISTED,
    assert_turns,
    standing,
)


class TestWorkedExamples:
    """The table of the design, a row a test: first within 6 months, renewed every 36, warning 90, grace 30."""

    def test_a_starter_has_until_the_end_of_february_and_is_overdue_on_1_march(self) -> None:
        deadline = date(2026, 2, 28)
        assert_turns(
            [
                (date(2025, 8, 31), Status.IN_TIME, deadline),
                (date(2026, 2, 27), Status.IN_TIME, deadline),
                (date(2026, 2, 28), Status.IN_TIME, deadline),
                (date(2026, 3, 1), Status.OVERDUE, deadline),
            ],
            post=Tenure(date(2025, 8, 31)),
        )

    def test_a_course_on_29_february_lapses_on_28_february_three_years_on(self) -> None:
        lapse = date(2027, 2, 28)
        assert_turns(
            [
                (date(2024, 2, 29), Status.CURRENT, lapse),
                (date(2026, 11, 29), Status.CURRENT, lapse),
                (date(2026, 11, 30), Status.DUE_SOON, lapse),
                (date(2027, 2, 27), Status.DUE_SOON, lapse),
                (date(2027, 2, 28), Status.DUE_SOON, lapse),
                (date(2027, 3, 1), Status.OVERDUE, lapse),
            ],
            done=(Done(FIRST, date(2024, 2, 29)),),
        )

    def test_a_refresher_14_months_early_counts_from_the_day_it_was_done(self) -> None:
        done = (Done(FIRST, date(2022, 6, 10)), Done(REFRESHER, date(2024, 4, 10)))
        assert_turns(
            [
                (date(2024, 4, 9), Status.CURRENT, date(2025, 6, 10)),
                (date(2024, 4, 10), Status.CURRENT, date(2027, 4, 10)),
                (date(2025, 6, 11), Status.CURRENT, date(2027, 4, 10)),
                (date(2027, 4, 10), Status.DUE_SOON, date(2027, 4, 10)),
                (date(2027, 4, 11), Status.OVERDUE, date(2027, 4, 10)),
            ],
            done=done,
        )

    def test_a_refresher_without_a_first_course_does_not_count(self) -> None:
        found = standing(date(2024, 4, 10), done=(Done(REFRESHER, date(2024, 4, 10)),))
        assert (found.status, found.latest) == (Status.OVERDUE, None)
        assert found.set_aside == Done(REFRESHER, date(2024, 4, 10))

    @pytest.mark.parametrize(
        ("done_on", "status"), [(date(2023, 12, 31), Status.CURRENT), (date(2024, 1, 1), Status.OVERDUE)]
    )
    def test_a_refresher_alone_counts_before_the_history_before_day(self, done_on: date, status: Status) -> None:
        terms = replace(TERMS, history_before=date(2024, 1, 1))
        assert standing(date(2024, 4, 10), done=(Done(REFRESHER, done_on),), terms=terms).status is status

    def test_training_follows_the_person_to_another_agency(self) -> None:
        found = standing(date(2026, 9, 1), post=Tenure(date(2026, 9, 1)), done=(Done(FIRST, date(2024, 11, 1)),))
        assert (found.status, found.deadline) == (Status.CURRENT, date(2027, 11, 1))

    def test_a_starter_trained_before_joining_has_the_first_deadline_beyond_the_lapse(self) -> None:
        lapse, first = date(2026, 10, 1), date(2027, 1, 1)
        assert_turns(
            [
                (date(2026, 7, 1), Status.CURRENT, lapse),
                (date(2026, 7, 2), Status.CURRENT, lapse),
                (date(2026, 7, 3), Status.DUE_SOON, lapse),
                (date(2026, 10, 1), Status.DUE_SOON, lapse),
                (date(2026, 10, 2), Status.IN_TIME, first),
                (date(2027, 1, 1), Status.IN_TIME, first),
                (date(2027, 1, 2), Status.OVERDUE, first),
            ],
            post=Tenure(date(2026, 7, 1)),
            done=(Done(FIRST, date(2023, 10, 1)),),
        )

    def test_a_starter_trained_five_years_ago_has_six_months(self) -> None:
        deadline = date(2027, 1, 1)
        assert_turns(
            [
                (date(2026, 7, 1), Status.IN_TIME, deadline),
                (date(2027, 1, 1), Status.IN_TIME, deadline),
                (date(2027, 1, 2), Status.OVERDUE, deadline),
            ],
            post=Tenure(date(2026, 7, 1)),
            done=(Done(FIRST, date(2021, 7, 1)),),
        )

    def test_a_lapse_while_away_gives_30_days_from_coming_back(self) -> None:
        assert_turns(
            [
                (date(2026, 2, 28), Status.DUE_SOON, date(2026, 5, 15)),
                (date(2026, 3, 1), Status.AWAY, None),
                (date(2026, 5, 16), Status.AWAY, None),
                (date(2026, 5, 31), Status.AWAY, None),
                (date(2026, 6, 1), Status.IN_TIME, date(2026, 7, 1)),
                (date(2026, 7, 1), Status.IN_TIME, date(2026, 7, 1)),
                (date(2026, 7, 2), Status.OVERDUE, date(2026, 7, 1)),
            ],
            post=replace(LONG_HELD, away=(Spell(date(2026, 3, 1), date(2026, 6, 1)),)),
            done=(Done(FIRST, date(2023, 5, 15)),),
        )

    def test_what_was_overdue_before_the_spell_stays_overdue(self) -> None:
        deadline = date(2026, 1, 10)
        assert_turns(
            [
                (date(2026, 1, 10), Status.DUE_SOON, deadline),
                (date(2026, 1, 11), Status.OVERDUE, deadline),
                (date(2026, 2, 28), Status.OVERDUE, deadline),
                (date(2026, 3, 1), Status.AWAY, None),
                (date(2026, 5, 31), Status.AWAY, None),
                (date(2026, 6, 1), Status.OVERDUE, deadline),
            ],
            post=replace(LONG_HELD, away=(Spell(date(2026, 3, 1), date(2026, 6, 1)),)),
            done=(Done(FIRST, date(2023, 1, 10)),),
        )

    def test_a_corrected_citation_moves_nobodys_deadline(self) -> None:
        until = date(2015, 12, 31)
        old = replace(TERMS, in_force_to=date(2026, 3, 1), posts_held_until=until)
        new = replace(old, in_force_from=date(2026, 3, 1), in_force_to=None)
        for post in (LONG_HELD, Tenure(date(2014, 5, 1)), Tenure(date(2025, 12, 1)), Tenure(date(2026, 2, 28))):
            deadlines = set()
            for on in (date(2026, 2, 28), date(2026, 3, 1)):
                version = version_on([new, old], on)
                assert version is not None
                introduction = introduction_of([new, old], on)
                deadlines.add(standing(on, post=post, terms=version, introduction=introduction).deadline)
            assert len(deadlines) == 1

    def test_overdue_stays_overdue_after_moving_to_a_like_post_in_the_agency(self) -> None:
        old = Tenure(date(2025, 1, 6), date(2025, 9, 30))
        found = standing(date(2025, 10, 1), post=Tenure(date(2025, 10, 1)), others=(old,))
        assert (found.status, found.deadline) == (Status.OVERDUE, date(2025, 7, 6))
        assert found.first.basis is Basis.EARLIER_POST

    def test_two_posts_with_one_in_the_audience_have_one_status_on_that_post(self) -> None:
        # The other post never reaches the rules: only posts in the audience are passed.
        found = standing(date(2026, 1, 5), post=Tenure(date(2025, 8, 31)))
        assert (found.status, found.anchor) == (Status.IN_TIME, date(2025, 8, 31))

    def test_a_completion_typed_in_late_changes_the_run_as_at_an_earlier_day(self) -> None:
        as_at = date(2026, 3, 31)
        late = Done(FIRST, date(2026, 3, 30))
        assert standing(as_at).status is Status.OVERDUE
        assert standing(as_at, done=(late,)).status is Status.CURRENT
        assert standing(date(2026, 3, 29), done=(late,)).status is Status.OVERDUE

    @pytest.mark.parametrize(
        ("done_on", "status"), [(date(2024, 8, 31), Status.CURRENT), (date(2024, 9, 1), Status.OVERDUE)]
    )
    def test_a_replaced_course_counts_if_done_by_its_listings_day(self, done_on: date, status: Status) -> None:
        replaced = Listing(REPLACED, first=True, if_completed_by=date(2024, 8, 31))
        terms = replace(TERMS, listings=(*TERMS.listings, replaced))
        assert standing(date(2025, 1, 1), done=(Done(REPLACED, done_on),), terms=terms).status is status

    def test_a_replaced_course_counts_no_longer_once_it_is_not_listed(self) -> None:
        assert standing(date(2025, 1, 1), done=(Done(REPLACED, date(2024, 8, 1)),)).status is Status.OVERDUE


class TestWhatCounts:
    def test_a_completion_after_the_day_does_not_count(self) -> None:
        assert latest_counting([Done(FIRST, date(2026, 1, 2))], TERMS, date(2026, 1, 1)) is None

    def test_a_course_that_is_not_listed_does_not_count(self) -> None:
        assert latest_counting([Done(UNLISTED, date(2026, 1, 1))], TERMS, date(2026, 1, 1)) is None

    def test_a_refresher_counts_on_the_day_of_the_first_course_but_not_the_day_before(self) -> None:
        first = Done(FIRST, date(2026, 1, 10))
        for refreshed_on, latest in [
            (date(2026, 1, 9), FIRST),
            (date(2026, 1, 10), FIRST),
            (date(2026, 1, 11), REFRESHER),
        ]:
            found = latest_counting([Done(REFRESHER, refreshed_on), first], TERMS, date(2026, 2, 1))
            assert found is not None
            assert found.course_id == latest

    def test_a_first_course_done_again_renews(self) -> None:
        done = [Done(FIRST, date(2020, 1, 10)), Done(FIRST, date(2023, 1, 9))]
        assert latest_counting(done, TERMS, date(2026, 1, 1)) == done[1]

    def test_a_course_listed_as_both_counts_as_first(self) -> None:
        terms = replace(TERMS, listings=(Listing(FIRST, first=True, renewing=True),))
        assert latest_counting([Done(FIRST, date(2025, 1, 1))], terms, date(2026, 1, 1)) is not None

    def test_a_refresher_kept_from_an_old_system_stands_in_for_the_first_course(self) -> None:
        terms = replace(TERMS, history_before=date(2022, 1, 1))
        done = [Done(REFRESHER, date(2021, 12, 1)), Done(REFRESHER, date(2024, 11, 30))]
        assert latest_counting(done, terms, date(2026, 1, 1)) == done[1]

    @pytest.mark.parametrize("listing", [{"first": False, "renewing": False}])
    def test_a_listing_that_is_neither_first_nor_renewing_is_refused(self, listing: dict[str, bool]) -> None:
        with pytest.raises(ValueError, match="first"):
            Listing(FIRST, **listing)


class TestRenewal:
    def test_training_that_never_lapses_stays_current_for_good(self) -> None:
        found = standing(date(2026, 1, 1), done=(Done(FIRST, date(2016, 1, 1)),), terms=replace(TERMS, renewal=Never()))
        assert (found.status, found.lapse, found.deadline) == (Status.CURRENT, None, None)

    @pytest.mark.parametrize(
        ("done_on", "lapse"),
        [
            (date(2024, 12, 29), date(2025, 9, 30)),
            (date(2024, 12, 30), date(2026, 9, 30)),
            (date(2025, 6, 30), date(2026, 9, 30)),
            (date(2025, 9, 30), date(2026, 9, 30)),
            (date(2025, 12, 29), date(2026, 9, 30)),
        ],
    )
    def test_a_fixed_day_is_the_first_after_the_months_less_the_window(self, done_on: date, lapse: date) -> None:
        terms = replace(TERMS, renewal=ByFixedDay(9, 30, every_months=12, window_months=3))
        assert lapse_of(done_on, terms) == lapse

    def test_a_first_deadline_in_days_includes_the_day_itself(self) -> None:
        terms = replace(TERMS, first=Within(days=28))
        post = Tenure(date(2026, 3, 1))
        assert standing(date(2026, 3, 29), post=post, terms=terms).status is Status.IN_TIME
        assert standing(date(2026, 3, 30), post=post, terms=terms).status is Status.OVERDUE

    @pytest.mark.parametrize("wrong", [{}, {"months": 6, "days": 28}, {"months": -1}, {"days": -1}])
    def test_a_first_deadline_is_in_months_or_in_days(self, wrong: dict[str, int]) -> None:
        with pytest.raises(ValueError):
            Within(**wrong)

    def test_renewals_that_make_no_sense_are_refused(self) -> None:
        with pytest.raises(ValueError):
            EveryMonths(0)
        with pytest.raises(ValueError):
            ByFixedDay(2, 30)
        with pytest.raises(ValueError):
            ByFixedDay(9, 30, every_months=12, window_months=13)


class TestNoStatus:
    @pytest.mark.parametrize("on", [date(2025, 1, 5), date(2025, 10, 1)])
    def test_there_is_none_before_the_post_starts_or_after_it_ends(self, on: date) -> None:
        with pytest.raises(ValueError, match="no status"):
            standing(on, post=Tenure(date(2025, 1, 6), date(2025, 9, 30)))

    def test_there_is_none_while_the_version_is_not_in_force(self) -> None:
        with pytest.raises(ValueError, match="no status"):
            standing(date(2026, 3, 1), terms=replace(TERMS, in_force_to=date(2026, 3, 1)))
