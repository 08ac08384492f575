"""The year's training, looked at by somebody who collects every month's page and does sums with them."""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.test import Client
from django.utils import timezone

from core.dates import add_months
from learning.catalogue.models import Course
from learning.compliance.actions.quarters import count_quarters
from learning.compliance.actions.reports import publish_report
from learning.compliance.models import BoardReport, QuarterUptake
from learning.compliance.queries.uptake import uptake_on
from learning.compliance.rules.quarters import month_end_before
from learning.records.actions import CompletionFact, correct_completion, record_many
from learning.records.models import Completion
from tests.factories import make_board_member, make_person, make_post, make_role, make_team_member
from tests.integration.learning.compliance.making import make_completion, make_course, make_requirement

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree", "today")]

TODAY = date(2026, 11, 20)
BEGUN = date(2024, 1, 15)  # nothing was recorded before
MONTHS = [add_months(BEGUN, place) for place in range(33)]  # to September 2026
Row = dict[tuple[str, int], Fraction]  # how often each course's month is counted in a figure


def completed(course: Course, a_month: list[int]) -> None:
    person = make_person()
    record_many(
        facts=[
            CompletionFact(person.pk, course, day, f"{course.code}:{day}:{number}")
            for day, many in zip(MONTHS, a_month, strict=True)
            for number in range(many)
        ],
        source="event", by=None, today=TODAY,
    )  # fmt: skip


@pytest.fixture
def counts() -> dict[str, list[int]]:
    """How many completed each course in each month."""
    counts = {
        "Steady": [7] * len(MONTHS),
        "Now and then": [2, 2, 2] * 4 + [1, 0, 0] + [2, 3, 1] * 6,
        "Rare": [5, 0, 0] * 3 + [0, 1, 0] + [0, 0, 6] * 7,
        "Odd": [0] * 12 + [3, 1, 0] + [2, 2, 2] * 6,
    }
    for title, a_month in counts.items():
        completed(make_course(title=title), a_month)
    return counts


def month_ends() -> list[date]:
    return [month_end_before(add_months(date(2024, 1, 31), place)) for place in range(34)]


def figures_seen(titles: list[str]) -> Iterator[Row]:
    """Yield what each figure of every month's page adds up."""
    for end in month_ends():
        shown = uptake_on(end)
        for one in [shown.whole, *shown.by_course]:
            for figure, last, first in ((one.this_year, 0, 12), (one.last_year, 12, 24)):
                if figure is None:
                    continue
                span = [
                    place for place, day in enumerate(MONTHS)
                    if add_months(shown.end, -first) < day <= add_months(shown.end, -last)
                ]  # fmt: skip
                of = titles if one is shown.whole else [one.title]
                yield {(title, place): Fraction(1) for title in of for place in span}


def reduced(row: Row, basis: dict[tuple[str, int], Row]) -> Row:
    """Return what is left of a sum once all that the figures of `basis` tell is taken out."""
    for pivot, other in basis.items():
        if factor := row.get(pivot):
            row = {
                key: left
                for key in row.keys() | other.keys()
                if (left := row.get(key, Fraction(0)) - factor * other.get(key, Fraction(0)))
            }
    return row


def solve(rows: Iterator[Row]) -> dict[tuple[str, int], Row]:
    basis: dict[tuple[str, int], Row] = {}
    for row in rows:
        left = reduced(row, basis)
        if not left:
            continue
        pivot = min(left)
        left = {key: value / left[pivot] for key, value in left.items()}
        basis = {key: reduced(other, {pivot: left}) for key, other in basis.items()} | {pivot: left}
    return basis


def test_no_sums_with_all_months_pages_tell_a_small_figure(counts: dict[str, list[int]]) -> None:
    known = solve(figures_seen(list(counts)))
    assert known
    for title, a_month in counts.items():
        for length in (1, 3):
            for start in range(0, len(MONTHS), length):
                if 0 < sum(a_month[start : start + length]) < 5:
                    wanted = {(title, place): Fraction(1) for place in range(start, start + length)}
                    assert reduced(wanted, known), f"{title}, {length} months from {MONTHS[start]}"


def test_what_many_completed_each_quarter_is_shown(counts: dict[str, list[int]]) -> None:
    shown = {one.title: (one.last_year, one.this_year) for one in uptake_on(date(2026, 10, 31)).by_course}
    assert shown["Steady"] == (84, 84)
    assert shown["Rare"] == (None, 24)
    assert uptake_on(date(2026, 10, 31)).whole.this_year == sum(sum(a_month[-12:]) for a_month in counts.values())


def test_the_page_says_to_which_day_the_year_is(client: Client, counts: dict[str, list[int]]) -> None:
    client.force_login(make_board_member())
    content = client.get("/board/?on=2026-08-31").content.decode()
    assert "in the twelve months to the end of the quarter, 30 June 2026" in content


def a_completion(course: Course, on: date) -> Completion:
    return make_completion(make_person(), course, on=on, today=TODAY)


def shown_to_the_board(client: Client, day: str = "") -> tuple[int | None, int | None]:
    client.force_login(make_board_member())
    whole = client.get("/board/", {"on": day} if day else {}).context["uptake"].whole
    return whole.last_year, whole.this_year


@pytest.fixture
def a_year(db: None) -> tuple[Course, list[Completion]]:
    """Ten completions in each quarter, by people of whom something is asked."""
    course, role = make_course(title="Core"), make_role()
    make_requirement(role, first=course)
    make_post(role=role)
    days = [add_months(date(2026, 9, 1), -3 * back) for back in range(8)]
    return course, [a_completion(course, day) for day in days for _ in range(10)]


def test_a_withdrawn_completion_leaves_what_was_published_as_it_was(
    client: Client, a_year: tuple[Course, list[Completion]]
) -> None:
    course, done = a_year
    team = make_team_member()
    report = publish_report(as_at=date(2026, 9, 30), by=team, today=TODAY)
    correct_completion(completion=done[0], reason="Another person's", by=team)
    a_completion(course, date(2026, 9, 3))
    a_completion(course, date(2026, 9, 3))
    Course.objects.update(title="Renamed")
    count_quarters(on=TODAY, at=timezone.now())

    assert shown_to_the_board(client, "2026-09-30") == (40, 40)
    page = client.get(f"/board/reports/{report.pk}/")
    [row] = page.context["uptake"].by_course
    assert (row.title, row.last_year, row.this_year) == ("Core", 40, 40)
    assert "As published: what was recorded or withdrawn since isn’t in it." in page.content.decode()
    # The next month's page tells the same quarters with what was recorded since.
    assert shown_to_the_board(client, "2026-10-31") == (40, 41)


def test_a_day_that_is_reported_again_says_what_the_later_report_says(
    client: Client, a_year: tuple[Course, list[Completion]]
) -> None:
    _, done = a_year
    team = make_team_member()
    first = publish_report(as_at=date(2026, 9, 30), by=team, today=TODAY)
    correct_completion(completion=done[0], reason="Another person's", by=team)
    publish_report(as_at=date(2026, 9, 30), by=team, today=TODAY, note="A register was another course's.")
    assert shown_to_the_board(client, "2026-09-30") == (40, 39)
    assert client.get(f"/board/reports/{first.pk}/").context["uptake"].whole.this_year == 40


def test_what_was_not_reported_is_told_once_a_night(client: Client, a_year: tuple[Course, list[Completion]]) -> None:
    course, done = a_year
    now = timezone.now()
    count_quarters(on=TODAY, at=now)
    a_completion(course, date(2026, 9, 3))
    a_completion(course, date(2026, 9, 3))
    correct_completion(completion=done[0], reason="Another person's", by=make_team_member())
    assert shown_to_the_board(client) == (40, 40)
    assert "counted again every night until a report is published" in client.get("/board/").content.decode()

    count_quarters(on=TODAY, at=now + timedelta(days=1))
    assert shown_to_the_board(client) == (40, 41)


def test_a_report_from_before_uptake_was_kept_says_nothing_of_it(
    client: Client, a_year: tuple[Course, list[Completion]]
) -> None:
    old = BoardReport.objects.create(as_at=date(2026, 9, 30), published_by=make_team_member())
    assert shown_to_the_board(client, "2026-09-30") == (40, 40)
    page = client.get(f"/board/reports/{old.pk}/")
    assert page.context["uptake"] is None
    assert "The year’s training" not in page.content.decode()


def test_quarters_counted_at_night_say_what_they_say_when_they_are_told_anew(
    counts: dict[str, list[int]],
) -> None:
    on = date(2026, 10, 31)
    anew = uptake_on(on)
    count_quarters(on=TODAY, at=timezone.now())
    assert QuarterUptake.objects.count() == 12
    at_night = uptake_on(on)
    assert (at_night.whole, at_night.by_course) == (anew.whole, anew.by_course)
    assert (anew.counted_at is None, at_night.counted_at is None) == (True, False)
