"""Canaries: each agency, team and person has a string of their own, and nobody meets a foreign one."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from learning.compliance.actions import grant_exemption
from people.models import Absence, Agency, AgencyLead, Person, Post, StaffNumber
from tests.factories import (
    make_agency,
    make_board_member,
    make_lead,
    make_person,
    make_post,
    make_role,
    make_team_member,
)
from tests.integration.learning.compliance.making import make_completion, make_course, make_requirement

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree", "today")]

TODAY = date(2026, 11, 20)


class Partnership:
    """Two trusts, each with a school; in each school a head, a manager and two staff. Everybody is a canary."""

    def __init__(self) -> None:
        self.role = make_role(title="Teacher")
        self.course = make_course(title="Course for all")
        self.requirement = make_requirement(self.role, first=self.course, title="Asked of all")
        self.posts: dict[str, Post] = {}
        self.agencies: dict[str, Agency] = {}
        for trust in "AB":
            above = self.agencies[trust] = make_agency(code=f"trust-{trust}", name=f"Canarytrust{trust}")
            school = self.agencies[f"{trust}s"] = make_agency(
                parent=above, code=f"sch-{trust}", name=f"Canaryschool{trust}"
            )
            head = self.post(f"Head{trust}", above, None)
            manager = self.post(f"Manager{trust}", school, head)
            for number in "12":
                self.post(f"Staff{trust}{number}", school, manager)
        Absence.objects.create(post=self.posts["StaffB1"], away_from=date(2026, 6, 1), kind="sickness")
        grant_exemption(
            post=self.posts["StaffB2"], requirement=self.requirement, exempt_from=date(2026, 1, 1), exempt_to=None,
            reason="Canaryreason", by=self.posts["HeadB"].person,
        )  # fmt: skip

    def post(self, name: str, agency: Agency, manager: Post | None) -> Post:
        person = make_person(first_name="Canary", last_name=f"Canary{name}", email=f"canary{name}@example.org")
        post = make_post(person, agency=agency, role=self.role, line_manager=manager.person if manager else None)
        StaffNumber.objects.create(person=person, agency=agency, number=f"Canarynumber{name}")
        make_completion(person, self.course, on=date(2026, 1, 5), today=TODAY)
        self.posts[name] = post
        return post

    def person(self, name: str) -> Person:
        return self.posts[name].person

    def canaries(self, *names: str) -> set[str]:
        return {f"Canary{name}" for name in names}


@pytest.fixture
def partnership() -> Partnership:
    return Partnership()


def paths(partnership: Partnership) -> Iterator[str]:
    yield from ("/team/", "/team.csv", "/team/?q=canary", "/agencies/", "/board/", "/my-learning/")
    for post in partnership.posts.values():
        yield f"/team/{post.pk}/"
    for agency in partnership.agencies.values():
        yield f"/agencies/{agency.code}/"
        yield f"/agencies/{agency.code}.csv"


def crawl(client: Client, reader: Person, partnership: Partnership) -> tuple[set[str], dict[str, int]]:
    """Return which people's names a reader meets anywhere, and what each address answered."""
    client.force_login(reader)
    met: set[str] = set()
    answers = {}
    for path in paths(partnership):
        response = client.get(path)
        answers[path] = response.status_code
        content = response.content.decode()
        met |= {f"Canary{name}" for name in partnership.posts if f"Canary{name}" in content}
        if "Canaryreason" in content:
            met.add("Canaryreason")
    return met - {reader.last_name}, answers


def test_a_manager_meets_their_own_team_and_nobody_else(client: Client, partnership: Partnership) -> None:
    met, answers = crawl(client, partnership.person("ManagerA"), partnership)

    # The head is named as the manager's own line manager.
    assert met == partnership.canaries("StaffA1", "StaffA2", "HeadA")
    for name, post in partnership.posts.items():
        assert answers[f"/team/{post.pk}/"] == (200 if name in ("StaffA1", "StaffA2", "ManagerA") else 404), name
    assert {code for path, code in answers.items() if path.startswith("/agencies/")} == {404}
    assert answers["/board/"] == 403


def test_somebody_with_no_team_meets_only_their_own_line_manager(client: Client, partnership: Partnership) -> None:
    met, answers = crawl(client, partnership.person("StaffA1"), partnership)

    assert met == partnership.canaries("ManagerA")
    assert answers[f"/team/{partnership.posts['StaffA1'].pk}/"] == 200
    assert sum(code == 200 for path, code in answers.items() if path.startswith("/team/") and path[6:7].isdigit()) == 1


def test_a_lead_meets_their_agency_and_those_below_and_nobody_beside_or_above(
    client: Client, partnership: Partnership
) -> None:
    met, answers = crawl(client, make_lead(partnership.agencies["A"]), partnership)
    assert met == partnership.canaries("HeadA", "ManagerA", "StaffA1", "StaffA2")
    assert (answers["/agencies/trust-A/"], answers["/agencies/sch-A.csv"]) == (200, 200)
    assert (answers["/agencies/trust-B/"], answers["/agencies/sch-B.csv"]) == (404, 404)

    met, answers = crawl(client, make_lead(partnership.agencies["As"]), partnership)
    # The manager's page names their line manager, the head.
    assert met == partnership.canaries("HeadA", "ManagerA", "StaffA1", "StaffA2")
    assert answers["/agencies/trust-A/"] == 404
    assert answers[f"/team/{partnership.posts['HeadA'].pk}/"] == 404


def test_the_board_meets_nobody_at_all(client: Client, partnership: Partnership) -> None:
    met, answers = crawl(client, make_board_member(), partnership)

    assert met == set()
    assert answers["/board/"] == 200
    assert {code for path, code in answers.items() if path.startswith(("/agencies", "/team/1", "/team/2"))} <= {404}


def test_the_workforce_team_meets_everybody_but_no_reason_why_somebody_is_exempt(
    client: Client, partnership: Partnership
) -> None:
    met, answers = crawl(client, make_team_member(), partnership)

    assert met == {f"Canary{name}" for name in partnership.posts}
    assert set(answers.values()) == {200}


def test_a_line_manager_from_another_agency_meets_that_post_and_no_more(
    client: Client, partnership: Partnership
) -> None:
    post = partnership.posts["ManagerB"]
    post.line_manager = partnership.person("StaffA1")
    post.save()

    met, answers = crawl(client, partnership.person("StaffA1"), partnership)

    assert met == partnership.canaries("ManagerB", "ManagerA")
    assert answers[f"/team/{post.pk}/"] == 200
    assert answers[f"/team/{partnership.posts['StaffB1'].pk}/"] == 404


@pytest.mark.parametrize("moves", [False, True])
def test_a_leaver_or_mover_loses_access_on_the_next_request(
    client: Client, partnership: Partnership, moves: bool
) -> None:
    manager, report = partnership.posts["ManagerA"], partnership.posts["StaffA1"]
    client.force_login(manager.person)
    assert "CanaryStaffA1" in client.get("/team/").content.decode()

    manager.end = TODAY - timedelta(days=1)
    manager.save()
    if moves:
        make_post(manager.person, start=TODAY)

    for path in ("/team/", "/team.csv", f"/team/{report.pk}/"):
        assert "CanaryStaffA1" not in client.get(path).content.decode()
    assert client.get(f"/team/{report.pk}/").status_code == 404


def test_a_lead_loses_access_on_the_next_request(client: Client, partnership: Partnership) -> None:
    lead = make_lead(partnership.agencies["A"])
    client.force_login(lead)
    assert client.get("/agencies/trust-A/").status_code == 200

    AgencyLead.objects.filter(person=lead).update(until=TODAY - timedelta(days=1))

    assert client.get("/agencies/trust-A/").status_code == 404
    assert client.get("/agencies/").status_code == 404
    assert client.get(f"/team/{partnership.posts['StaffA1'].pk}/").status_code == 404


def test_a_report_who_left_is_gone_from_every_list(client: Client, partnership: Partnership) -> None:
    post = partnership.posts["StaffA1"]
    post.end = TODAY - timedelta(days=1)
    post.save()

    met, answers = crawl(client, partnership.person("ManagerA"), partnership)
    assert "CanaryStaffA1" not in met
    assert answers[f"/team/{post.pk}/"] == 404

    # An agency's lead reads who left there in the last quarter, and nothing more of them.
    _, answers = crawl(client, make_lead(partnership.agencies["A"]), partnership)
    assert answers[f"/team/{post.pk}/"] == 404
    page = client.get(partnership.agencies["A"].get_absolute_url())
    assert [one.name for one in page.context["movements"].leavers] == [post.person.get_full_name()]
    assert page.content.decode().count("CanaryStaffA1") == 1
    assert "CanaryStaffA1" not in client.get("/agencies/trust-A.csv").content.decode()


def test_managers_in_a_loop_get_their_page(client: Client, partnership: Partnership) -> None:
    head = partnership.posts["HeadA"]
    head.line_manager = partnership.person("StaffA1")
    head.agency = partnership.agencies["As"]
    head.save()

    met, _ = crawl(client, head.person, partnership)

    assert met == partnership.canaries("ManagerA", "StaffA1", "StaffA2")


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_these_pages_only_read(client: Client, partnership: Partnership, method: str) -> None:
    client.force_login(partnership.person("ManagerA"))

    for path in paths(partnership):
        if path != "/my-learning/":
            assert getattr(client, method)(path).status_code == 405, path


def shown_links(client: Client, reader: Any) -> set[str]:
    client.force_login(reader)
    return {way.url for way in client.get("/team/").context["navigation"]} & {"/team/", "/agencies/", "/board/"}


def test_the_way_around_shows_each_what_is_theirs(client: Client, partnership: Partnership) -> None:
    assert shown_links(client, partnership.person("ManagerA")) == {"/team/"}
    assert shown_links(client, partnership.person("StaffA1")) == set()
    assert shown_links(client, make_lead(partnership.agencies["A"])) == {"/agencies/"}
    assert shown_links(client, make_board_member()) == {"/board/"}
    assert shown_links(client, make_team_member()) == {"/agencies/", "/board/"}
