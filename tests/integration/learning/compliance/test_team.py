"""A manager's page: what it says, and how it narrows, sorts and pages."""

import csv
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from learning.compliance.views.people_list import CSV_HEADER
from people.models import Absence
from tests.factories import make_agency, make_lead, make_manager, make_person, make_post, make_role
from tests.integration.learning.compliance.making import make_completion, make_course, make_requirement, make_team

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree", "today")]

TODAY = date(2026, 11, 20)


def text(response: Any) -> str:
    """Return what a page says, without its tags and with single spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def names(response: Any) -> list[str]:
    return [row.name for row in response.context["rows"]]


@pytest.fixture
def team(client: Client) -> dict[str, Any]:
    """A signed-in manager with one report in each of four statuses, and another away."""
    agency, role, course = make_agency(name="Oxley School"), make_role(title="Teacher"), make_course(title="The course")
    requirement = make_requirement(role, first=course, title="Keeping children safe", code="SAFE")

    def report(last_name: str, start: date, done: date | None = None) -> Any:
        person = make_person(first_name="Pat", last_name=last_name)
        post = make_post(person, agency=agency, role=role, start=start)
        if done:
            make_completion(person, course, on=done, today=TODAY)
        return post

    posts = {
        "overdue": report("Overdue", date(2020, 1, 1)),
        "due_soon": report("Soon", date(2020, 1, 1), date(2023, 12, 10)),
        "current": report("Current", date(2020, 1, 1), date(2025, 12, 10)),
        "in_time": report("Intime", date(2026, 6, 10)),
        "away": report("Away", date(2020, 1, 1)),
    }
    Absence.objects.create(post=posts["away"], away_from=date(2026, 9, 1), kind="sickness")
    manager = make_manager(*posts.values())
    client.force_login(manager)
    return {"posts": posts, "manager": manager, "requirement": requirement, "course": course, "role": role}


def test_the_page_says_for_each_who_how_by_when_and_why(client: Client, team: dict[str, Any]) -> None:
    said = text(client.get("/team/"))

    assert "5 people in your reporting lines, 1 requirement" in said
    assert "Pat Overdue Teacher, Oxley School" in said
    assert "Overdue Keeping children safe" in said
    assert "Was due by 1 July 2020" in said
    assert "Trained on 10 December 2023 (The course); renewed every 36 months, so due again soon, by 10 Dec" in said
    assert "Has until 10 December 2026" in said


def test_who_needs_me_now_is_overdue_first_and_then_the_nearest_day(client: Client, team: dict[str, Any]) -> None:
    response = client.get("/team/")

    assert [row.name for row in response.context["urgent"]] == ["Pat Overdue", "Pat Intime", "Pat Soon"]
    assert (response.context["tally"].overdue, response.context["near"]) == (1, 1)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Pat Overdue", "Pat Intime", "Pat Soon", "Pat Current", "Pat Away"]),
        ("sort=name", ["Pat Away", "Pat Current", "Pat Intime", "Pat Overdue", "Pat Soon"]),
        ("sort=deadline", ["Pat Overdue", "Pat Intime", "Pat Soon", "Pat Current", "Pat Away"]),
        ("status=overdue", ["Pat Overdue"]),
        ("status=overdue&status=away", ["Pat Overdue", "Pat Away"]),
        ("status=now", ["Pat Overdue", "Pat Intime", "Pat Soon"]),
        ("q=SOON pat", ["Pat Soon"]),
        ("q=nobody", []),
        ("status=nonsense&sort=up&page=900&requirement=abc&role=1e9", 5),
    ],
)
def test_filters_and_sorting(client: Client, team: dict[str, Any], query: str, expected: Any) -> None:
    response = client.get(f"/team/?{query}")

    assert response.status_code == 200
    assert names(response) == expected if isinstance(expected, list) else len(names(response)) == expected


def test_what_is_filtered_is_counted(client: Client, team: dict[str, Any]) -> None:
    said = text(client.get("/team/?status=overdue"))

    assert "Showing 1 of 5 people, and 1 of 5 training statuses" in said


def test_direct_reports_only_leaves_out_those_below(client: Client, team: dict[str, Any]) -> None:
    report = team["posts"]["current"]
    make_post(
        make_person(first_name="Pat", last_name="Below"), agency=report.agency, role=team["role"],
        line_manager=report.person, start=date(2026, 10, 1),
    )  # fmt: skip

    assert "Pat Below" in names(client.get("/team/"))
    assert "Pat Below" not in names(client.get("/team/?reach=direct"))


def test_a_requirement_narrows_to_itself(client: Client, team: dict[str, Any]) -> None:
    other = make_requirement(team["role"], title="Something else")

    response = client.get(f"/team/?requirement={other.pk}")

    assert {
        status.requirement for row in response.context["rows"] for post in row.posts for status in post.statuses
    } == {other}


def test_pages_hold_twenty_five_people(client: Client) -> None:
    manager, posts = make_team(60)
    make_requirement(posts[0].role)
    client.force_login(manager)

    assert len(names(client.get("/team/"))) == 25
    assert len(names(client.get("/team/?page=3"))) == 10


def test_somebody_with_nothing_asked_of_them_is_there_too(client: Client) -> None:
    manager, _ = make_team(1)
    client.force_login(manager)

    assert "Nothing is asked of this post" in text(client.get("/team/"))


def test_somebody_who_manages_nobody_is_told_why_and_a_lead_where_to_go(client: Client) -> None:
    client.force_login(make_post().person)
    assert "Nobody reports to you here" in text(client.get("/team/"))

    lead = make_lead(make_agency())
    client.force_login(lead)
    assert 'href="/agencies/"' in client.get("/team/").content.decode()


@pytest.mark.parametrize(
    "path", ["/team/", "/team.csv", "/team/1/", "/agencies/", "/agencies/x/", "/agencies/x.csv", "/board/"]
)
def test_the_anonymous_are_asked_to_sign_in(client: Client, path: str) -> None:
    response = client.get(path)

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/account/login/")


@pytest.mark.parametrize("path", ["/team/", "/team.csv"])
def test_nothing_is_kept_by_browsers_or_proxies(client: Client, team: dict[str, Any], path: str) -> None:
    assert "no-store" in client.get(path).headers["Cache-Control"]


# -- One person ---------------------------------------------------------------------------------------------------


def test_a_persons_page_has_standing_training_and_away_without_its_kind(client: Client, team: dict[str, Any]) -> None:
    post = team["posts"]["away"]
    Absence.objects.create(post=post, away_from=date(2025, 1, 1), back_on=date(2025, 3, 1), kind="parental")
    make_completion(post.person, team["course"], on=date(2024, 5, 1), today=TODAY)

    said = text(client.get(f"/team/{post.pk}/"))

    assert "Away since 1 September 2026" in said
    assert "Was away from 1 January 2025, came back on 1 March 2025" in said
    assert "1 May 2024" in said
    for kind in ("ickness", "arental"):
        assert kind not in said


def test_a_manager_sees_the_training_that_bears_on_the_post_and_the_person_all_of_it(
    client: Client, team: dict[str, Any]
) -> None:
    post = team["posts"]["current"]
    make_completion(post.person, make_course(title="Something private"), on=date(2026, 1, 1), today=TODAY)

    assert "Something private" not in text(client.get(f"/team/{post.pk}/"))
    client.force_login(post.person)
    assert "Something private" in text(client.get(f"/team/{post.pk}/"))


# -- The file -----------------------------------------------------------------------------------------------------


def rows_of(response: Any) -> list[dict[str, str]]:
    content = response.content.decode("utf-8")
    assert content.startswith("\ufeff")
    return list(csv.DictReader(content.removeprefix("\ufeff").splitlines()))


def test_the_file_has_what_the_page_has(client: Client, team: dict[str, Any]) -> None:
    response = client.get("/team.csv?status=due_soon")

    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="team-training-2026-11-20.csv"'
    [row] = rows_of(response)
    assert list(row) == CSV_HEADER
    assert (row["last_name"], row["status"], row["deadline"]) == ("Soon", "due_soon", "2026-12-10")
    assert (row["requirement_code"], row["last_completed"], row["course"]) == ("SAFE", "2023-12-10", "The course")
    assert row["explanation"].startswith("Trained on 10 December 2023")


@pytest.mark.parametrize("prefix", ["=", "+", "-", "@", "|", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_text_in_the_file_is_a_live_formula(client: Client, team: dict[str, Any], prefix: str) -> None:
    post = team["posts"]["overdue"]
    for thing, field in ((post.person, "last_name"), (post.agency, "name"), (post.role, "title")):
        setattr(thing, field, f"{prefix}HYPERLINK(1)")
        thing.save()
    team["requirement"].title = f" {prefix}cmd"
    team["requirement"].save()

    content = client.get("/team.csv?status=overdue").content.decode("utf-8").removeprefix("\ufeff")
    [_, row] = list(csv.reader(content.splitlines(keepends=True)))

    begins = [cell.strip(" ")[:1] for cell in row]
    assert prefix not in begins
    assert sum(cell.startswith("'") for cell in row) == 4


def test_a_week_later_the_same_page_says_what_is_true_then(
    client: Client, team: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.clock.today", lambda: TODAY + timedelta(days=30))

    assert client.get("/team/").context["tally"].overdue == 3
