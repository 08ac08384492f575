"""The same number of queries for 1, 10 and 1,000 people, on every list and file."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from learning.compliance.queries import asked_on, statuses_for, survey_of
from learning.compliance.views.ways import links
from learning.records.actions import CompletionFact, record_many
from people.backends import PersonBackend
from people.models import Absence, Agency, Person, Post, StaffNumber
from tests.factories import make_agency, make_lead, make_manager, make_person, make_post, make_team_member
from tests.integration.learning.compliance.making import make_course, make_requirement, make_team

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree", "today")]

TODAY = date(2026, 11, 20)
# Queries of a page: signing in, the partnership, the way around, who may, and the ten or so of a survey.
MOST = 32


def make_sized(size: int, above: Agency | None = None) -> tuple[Person, Agency, list[Post]]:
    """Return a manager, an agency and a team of which some did their training, some are away, and one is exempt."""
    agency = make_agency(parent=above)
    manager, posts = make_team(size, agency=agency)
    course = make_course()
    for _ in range(3):
        make_requirement(posts[0].role, first=course)
    record_many(
        facts=[
            CompletionFact(post.person_id, course, TODAY - timedelta(days=place % 1500), f"q:{post.pk}")
            for place, post in enumerate(posts)
        ],
        source="import", by=None, today=TODAY,
    )  # fmt: skip
    StaffNumber.objects.bulk_create(StaffNumber(person_id=p.person_id, agency=agency, number=str(p.pk)) for p in posts)
    Absence.objects.bulk_create(Absence(post=post, away_from=TODAY - timedelta(days=50)) for post in posts[::7])
    return manager, agency, posts


@pytest.fixture
def sizes() -> list[tuple[Person, Agency, list[Post]]]:
    top = make_agency()
    sized = []
    for size in (1, 10, 1000):
        top.refresh_from_db()
        sized.append(make_sized(size, top))
    return sized


def count_of(client: Client, reader: Person, path: str) -> int:
    client.force_login(reader)
    client.get(path)  # what a process keeps is kept by now
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


@pytest.mark.parametrize("path", ["/team/", "/team/?status=now&sort=deadline", "/team.csv"])
def test_a_team_of_1_10_or_1000_takes_the_same_queries(client: Client, sizes: list[Any], path: str) -> None:
    counts = {count_of(client, manager, path) for manager, _, _ in sizes}

    assert len(counts) == 1, counts
    assert counts.pop() <= MOST


@pytest.mark.parametrize("path", ["/agencies/{}/", "/agencies/{}/?status=overdue", "/agencies/{}.csv"])
def test_an_agency_of_1_10_or_1000_takes_the_same_queries(client: Client, sizes: list[Any], path: str) -> None:
    counts = {count_of(client, make_lead(agency), path.format(agency.code)) for _, agency, _ in sizes}

    assert len(counts) == 1, counts
    assert counts.pop() <= MOST


def test_the_list_of_agencies_and_the_board_take_no_more_for_more_agencies(client: Client) -> None:
    reader = make_team_member()
    before: dict[str, int] = {}
    for size in (1, 3):
        for _ in range(size):
            make_sized(2)
        for path in ("/agencies/", "/board/"):
            count = count_of(client, reader, path)
            assert before.setdefault(path, count) == count
            assert count <= MOST


def test_one_persons_page_takes_the_same_queries_with_1_or_50_completions(client: Client) -> None:
    manager, _, [post] = make_sized(1)
    before = count_of(client, manager, f"/team/{post.pk}/")
    course = make_requirement(post.role).versions.get().listings.get().course
    facts = [CompletionFact(post.person_id, course, TODAY - timedelta(days=n), f"more:{n}") for n in range(50)]
    record_many(facts=facts, source="import", by=None, today=TODAY)

    assert count_of(client, manager, f"/team/{post.pk}/") == before


def test_the_queries_alone_do_not_grow(sizes: list[Any]) -> None:
    asked_on(TODAY)  # kept from here on, by each process
    for ask in (statuses_for, survey_of):
        counts = set()
        for _, agency, _ in sizes:
            with CaptureQueriesContext(connection) as queries:
                ask(Post.objects.filter(agency=agency), on=TODAY)
            counts.add(len(queries))
        assert len(counts) == 1
        assert counts.pop() <= 12


@pytest.mark.parametrize(("manages", "first"), [(False, 1), (True, 3)])
def test_the_way_around_takes_few_queries_and_then_none(rf: Any, manages: bool, first: int) -> None:
    person = make_manager(make_post()) if manages else make_person()
    request = rf.get("/")
    request.user = PersonBackend().get_user(person.pk)
    for expected in (first, 0):
        with CaptureQueriesContext(connection) as queries:
            links(request)
        assert len(queries) == expected
