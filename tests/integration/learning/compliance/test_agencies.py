"""Agencies and the board: figures that add up, and small ones that stay hidden."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from learning.compliance.queries.board import board_figures
from people.models import Absence, Agency, JobRole
from tests.factories import make_agency, make_board_member, make_lead, make_manager, make_post, make_role
from tests.integration.learning.compliance.making import make_completion, make_course, make_requirement

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree", "today")]

TODAY = date(2026, 11, 20)


def staff(agency: Agency, role: JobRole, course: Any, *, trained: int = 0, overdue: int = 0, in_time: int = 0) -> None:
    for _ in range(trained):
        make_completion(make_post(agency=agency, role=role).person, course, on=date(2026, 1, 5), today=TODAY)
    for _ in range(overdue):
        make_post(agency=agency, role=role)
    for _ in range(in_time):
        make_post(agency=agency, role=role, start=TODAY - timedelta(days=10))


@pytest.fixture
def role() -> JobRole:
    return make_role()


@pytest.fixture
def course() -> Any:
    return make_course()


def test_an_agency_counts_what_is_below_it_by_part_and_by_requirement(
    client: Client, role: JobRole, course: Any
) -> None:
    make_requirement(role, first=course)
    trust = make_agency(name="The trust")
    school, other = make_agency(parent=trust, name="One"), make_agency(parent=trust, name="Two")
    unit = make_agency(parent=school, name="Unit")
    staff(trust, role, course, trained=1)
    staff(school, role, course, trained=2, overdue=1)
    staff(unit, role, course, overdue=1)
    staff(other, role, course, in_time=3)
    Absence.objects.create(post=make_post(agency=other, role=role), away_from=date(2026, 10, 1))
    client.force_login(make_lead(trust))

    context = client.get(f"/agencies/{trust.code}/").context

    assert context["people"] == 9
    assert (context["tally"].trained, context["tally"].overdue, context["tally"].apart) == (3, 2, 1)
    assert context["tally"].trained_percent == 37.5
    parts = {row.agency.name: (row.people, row.tally.trained, row.tally.overdue) for row in context["parts"]}
    assert parts == {"One": (4, 2, 2), "Two": (4, 0, 0)}
    rows = {row.agency.name: (row.level, row.people) for row in client.get("/agencies/").context["rows"]}
    assert rows == {"The trust": (0, 9), "One": (1, 4), "Unit": (2, 1), "Two": (1, 4)}


def test_somebody_with_two_posts_in_an_agency_is_one_of_its_people(client: Client, role: JobRole) -> None:
    make_requirement(role)
    agency = make_agency()
    part = make_agency(parent=agency)
    agency.refresh_from_db()
    person = make_post(agency=agency, role=role).person
    make_post(person, agency=part, role=role)
    client.force_login(make_lead(agency))

    context = client.get(f"/agencies/{agency.code}/").context

    assert (context["people"], context["tally"].total) == (1, 2)
    assert len(context["rows"]) == 1
    assert len(context["rows"][0].posts) == 2


def test_an_agency_without_anybody_says_so(client: Client) -> None:
    agency = make_agency()
    client.force_login(make_lead(agency))

    assert "Nobody holds a post here today" in client.get(f"/agencies/{agency.code}/").content.decode()
    assert client.get("/agencies/").status_code == 200


def test_the_board_sees_figures_by_topmost_agency_and_by_requirement(role: JobRole, course: Any) -> None:
    requirement = make_requirement(role, first=course)
    council, police = make_agency(name="Council"), make_agency(name="Police")
    service = make_agency(parent=council)
    staff(council, role, course, trained=20)
    staff(service, role, course, trained=10, overdue=10, in_time=6)
    staff(police, role, course, trained=15, overdue=5, in_time=8)

    figures = board_figures(on=TODAY)

    assert [(row.title, row.trained, row.in_time, row.overdue, row.counted) for row in figures.by_agency] == [
        ("Council", 30, 6, 10, 46),
        ("Police", 15, 8, 5, 28),
    ]
    assert (figures.whole.trained, figures.whole.counted, figures.whole.trained_percent) == (45, 74, 60.8)
    assert figures.whole.within_time_percent == 79.7
    assert [row.title for row in figures.by_requirement] == [requirement.title]


def test_the_board_sees_no_small_figure_nor_the_one_that_gives_it_away(role: JobRole, course: Any) -> None:
    make_requirement(role, first=course)
    small, middling, large = make_agency(name="A"), make_agency(name="B"), make_agency(name="C")
    staff(small, role, course, trained=12, overdue=2, in_time=20)
    staff(middling, role, course, trained=30, overdue=8, in_time=25)
    staff(large, role, course, trained=40, overdue=30, in_time=45)

    by_agency = {row.title: row for row in board_figures(on=TODAY).by_agency}

    assert by_agency["A"].overdue is None
    assert by_agency["B"].overdue is None
    assert (by_agency["A"].trained, by_agency["B"].trained) == (None, None)
    assert by_agency["A"].within_time_percent is None
    assert by_agency["C"].overdue == 30
    assert by_agency["C"].trained_percent == 34.8


def test_the_boards_page_writes_no_hidden_figure(client: Client, role: JobRole, course: Any) -> None:
    make_requirement(role, first=course, code="ONLY")
    staff(make_agency(name="Tiny agency"), role, course, trained=3, overdue=1)
    client.force_login(make_board_member())

    for path in ("/board/", "/board/?requirement=ONLY", "/board/?requirement=nonsense"):
        content = client.get(path).content.decode()
        assert "too few to show" in content
        assert "75%" not in content
        for number in ("3", "1", "4"):
            assert f'">{number}</td>' not in content


def test_without_requirements_or_people_the_pages_stand(client: Client) -> None:
    client.force_login(make_board_member())
    assert client.get("/board/").status_code == 200

    make_requirement(make_role())
    make_agency()
    assert client.get("/board/").status_code == 200


def test_roles_and_teams_stand_side_by_side_and_lead_to_their_people(
    client: Client, role: JobRole, course: Any
) -> None:
    make_requirement(role, first=course)
    agency = make_agency()
    trained, overdue = make_post(agency=agency, role=role), make_post(agency=agency, role=role)
    make_completion(trained.person, course, on=date(2026, 1, 5), today=TODAY)
    managers = [make_manager(trained, first_name="Asha"), make_manager(overdue, first_name="Ben")]
    client.force_login(make_lead(agency))

    context = client.get(f"/agencies/{agency.code}/").context

    assert [(side.name.split()[0], side.tally.overdue, side.tally.trained) for side in context["teams"]] == [
        ("Ben", 1, 0), ("Asha", 0, 1)
    ]  # fmt: skip
    assert [(side.name, side.people) for side in context["roles"]] == [(role.title, 2)]
    narrowed = client.get(f"/agencies/{agency.code}/?team={managers[1].pk}")
    assert [row.name for row in narrowed.context["rows"]] == [str(overdue.person)]


def test_starters_and_leavers_of_the_quarter_are_named(client: Client, role: JobRole) -> None:
    make_requirement(role)
    agency = make_agency()
    make_post(agency=agency, role=role)
    began = make_post(agency=agency, role=role, start=TODAY - timedelta(days=20))
    left = make_post(agency=agency, role=role, end=TODAY - timedelta(days=5))
    make_post(agency=agency, role=role, end=TODAY - timedelta(days=200))
    make_post(role=role, start=TODAY - timedelta(days=20))
    client.force_login(make_lead(agency))

    movements = client.get(f"/agencies/{agency.code}/").context["movements"]

    assert [one.post for one in movements.starters] == [began.pk]
    assert [one.name for one in movements.leavers] == [str(left.person)]
