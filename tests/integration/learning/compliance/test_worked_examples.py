"""The worked examples of the design, through models and query; tests/unit has them all through the rules alone."""

from datetime import date
from typing import Any

import pytest

from learning.compliance.actions import grant_exemption
from learning.compliance.models import Requirement
from learning.compliance.queries import PostStatus, statuses_for
from learning.records.actions import correct_completion
from people.models import Absence, Post
from tests.factories import make_agency, make_post, make_role
from tests.integration.learning.compliance.making import (
    add_version,
    make_completion,
    make_course,
    make_requirement,
)

pytestmark = pytest.mark.django_db


def standing(post: Post, on: date) -> PostStatus:
    [status] = statuses_for(Post.objects.filter(pk=post.pk), on=on)
    return status


def status(post: Post, on: date) -> str:
    return str(standing(post, on).status)


def completed(post: Post, course: Any, on: date) -> Any:
    return make_completion(post.person, course, on=on, today=date(2030, 1, 1))


@pytest.fixture
def role() -> Any:
    return make_role()


@pytest.fixture
def course() -> Any:
    return make_course()


@pytest.fixture
def requirement(role: Any, course: Any) -> Requirement:
    return make_requirement(role, first=course)


@pytest.mark.usefixtures("requirement")
class TestOneRequirement:
    def test_starting_on_31_august_leaves_time_through_the_end_of_february(self, role: Any) -> None:
        post = make_post(role=role, start=date(2025, 8, 31))

        assert status(post, date(2026, 2, 28)) == "in_time"
        assert status(post, date(2026, 3, 1)) == "overdue"
        assert standing(post, date(2026, 2, 28)).deadline == date(2026, 2, 28)

    def test_a_course_on_29_february_lapses_on_28_february_that_day_due_soon(self, role: Any, course: Any) -> None:
        post = make_post(role=role, start=date(2020, 1, 1))
        completed(post, course, date(2024, 2, 29))

        assert status(post, date(2027, 2, 28)) == "due_soon"
        assert status(post, date(2027, 3, 1)) == "overdue"

    def test_training_in_another_agency_counts_a_year_later(self, role: Any, course: Any) -> None:
        old = make_post(role=role, start=date(2024, 1, 1), end=date(2025, 9, 30))
        completed(old, course, date(2026, 1, 20))
        new = make_post(old.person, role=role, start=date(2026, 10, 1))

        assert status(new, date(2026, 11, 20)) == "current"

    def test_a_new_post_gives_time_beyond_a_lapse(self, role: Any, course: Any) -> None:
        post = make_post(role=role, start=date(2026, 7, 1))
        completed(post, course, date(2023, 10, 1))

        days = [
            date(2026, 7, 2),
            date(2026, 7, 3),
            date(2026, 10, 1),
            date(2026, 10, 2),
            date(2027, 1, 1),
            date(2027, 1, 2),
        ]
        assert [status(post, on) for on in days] == ["current", "due_soon", "due_soon", "in_time", "in_time", "overdue"]

    def test_coming_back_gives_thirty_days(self, role: Any, course: Any) -> None:
        post = make_post(role=role, start=date(2020, 1, 1))
        completed(post, course, date(2023, 5, 15))
        Absence.objects.create(post=post, away_from=date(2026, 3, 1), back_on=date(2026, 6, 1))

        days = [date(2026, 5, 31), date(2026, 6, 1), date(2026, 7, 1), date(2026, 7, 2)]
        assert [status(post, on) for on in days] == ["away", "in_time", "in_time", "overdue"]

    def test_what_was_overdue_before_going_away_is_overdue_after(self, role: Any, course: Any) -> None:
        post = make_post(role=role, start=date(2020, 1, 1))
        completed(post, course, date(2023, 1, 10))
        Absence.objects.create(post=post, away_from=date(2026, 3, 1), back_on=date(2026, 6, 1))

        assert status(post, date(2026, 4, 1)) == "away"
        assert status(post, date(2026, 6, 1)) == "overdue"

    def test_a_move_to_a_like_post_in_the_agency_is_no_fresh_start(self, role: Any) -> None:
        old = make_post(role=role, start=date(2025, 1, 1), end=date(2026, 3, 1))
        new = make_post(old.person, agency=old.agency, role=role, start=date(2026, 3, 20))
        elsewhere = make_post(old.person, role=role, start=date(2026, 3, 20))

        assert status(new, date(2026, 4, 1)) == "overdue"
        assert status(elsewhere, date(2026, 4, 1)) == "in_time"

    def test_a_corrected_completion_counts_for_nothing(self, role: Any, course: Any) -> None:
        post = make_post(role=role, start=date(2020, 1, 1))
        row = completed(post, course, date(2026, 1, 1))
        assert status(post, date(2026, 2, 1)) == "current"

        correct_completion(completion=row, reason="Another person's", by=None)

        assert status(post, date(2026, 2, 1)) == "overdue"

    def test_a_completion_typed_in_late_changes_the_past_as_it_is_told_now(self, role: Any, course: Any) -> None:
        post = make_post(role=role, start=date(2020, 1, 1))
        before = status(post, date(2026, 6, 30))
        completed(post, course, date(2026, 6, 1))

        assert (before, status(post, date(2026, 6, 30))) == ("overdue", "current")
        assert status(post, date(2026, 5, 31)) == "overdue"

    def test_an_exemption_sets_apart_and_then_gives_its_own_day(self, role: Any, requirement: Requirement) -> None:
        post = make_post(role=role, start=date(2026, 1, 1))
        grant_exemption(
            post=post, requirement=requirement, exempt_from=date(2026, 6, 1), exempt_to=date(2026, 8, 31),
            then_due_by=date(2026, 10, 15), reason="Retiring in the autumn", by=make_post().person,
        )  # fmt: skip

        days = [
            date(2026, 5, 31),
            date(2026, 6, 1),
            date(2026, 8, 31),
            date(2026, 9, 1),
            date(2026, 10, 15),
            date(2026, 10, 16),
        ]
        assert [status(post, on) for on in days] == ["in_time", "exempt", "exempt", "in_time", "in_time", "overdue"]

    def test_of_two_posts_one_in_the_audience_there_is_one_status_on_that_post(self, role: Any) -> None:
        asked = make_post(role=role)
        make_post(asked.person)

        [status] = statuses_for(Post.objects.filter(person=asked.person), on=date(2026, 11, 20))

        assert status.post == asked


def test_a_refresher_alone_does_not_count_unless_before_the_history_day(role: Any) -> None:
    refresher = make_course()
    make_requirement(role, renewing=refresher, history_before=date(2025, 1, 1))
    late, early = make_post(role=role, start=date(2020, 1, 1)), make_post(role=role, start=date(2020, 1, 1))
    completed(late, refresher, date(2025, 6, 1))
    completed(early, refresher, date(2024, 6, 1))

    assert status(late, date(2026, 1, 1)) == "overdue"
    assert status(early, date(2026, 1, 1)) == "current"
    assert "needs a first course before it" in standing(late, date(2026, 1, 1)).explanation


def test_a_version_that_corrects_a_citation_moves_nobodys_deadline(role: Any) -> None:
    course = make_course()
    requirement = make_requirement(role, first=course, in_force_from=date(2025, 1, 1), in_force_to=date(2026, 1, 1))
    post = make_post(role=role, start=date(2020, 1, 1))
    before = standing(post, date(2025, 12, 31)).deadline

    add_version(requirement, role, first=course, in_force_from=date(2026, 1, 1), paragraph="Chapter 2")

    assert standing(post, date(2026, 1, 1)).deadline == before == date(2025, 7, 1)


def test_a_requirement_of_some_agencies_asks_those_below_them_too_and_no_others(role: Any) -> None:
    trust = make_agency()
    school = make_agency(parent=trust)
    make_requirement(role, agencies=[trust])
    inside, outside = make_post(role=role, agency=school), make_post(role=role)

    assert status(inside, date(2026, 1, 1)) == "overdue"
    assert statuses_for(Post.objects.filter(pk=outside.pk), on=date(2026, 1, 1)) == []


def test_nobody_is_asked_before_a_version_is_in_force_or_after_it_or_out_of_their_post(role: Any) -> None:
    make_requirement(role, in_force_from=date(2025, 1, 1), in_force_to=date(2026, 1, 1))
    post = make_post(role=role, start=date(2024, 1, 1), end=date(2025, 6, 30))
    days = [date(2024, 12, 31), date(2025, 1, 1), date(2025, 6, 30), date(2025, 7, 1), date(2026, 1, 1)]

    asked = [bool(statuses_for(Post.objects.filter(pk=post.pk), on=on)) for on in days]

    assert asked == [False, True, True, False, False]
