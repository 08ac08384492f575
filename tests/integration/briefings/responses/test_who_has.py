"""Who has confirmed a page: told to those who look after people, of their own people only."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from briefings.responses.models import Acknowledgement, ReadingRequest
from core.models import Embargo
from people.models import Person, Post
from tests.factories import (
    make_agency,
    make_board_member,
    make_lead,
    make_manager,
    make_person,
    make_post,
    make_team_member,
)
from tests.integration.briefings.making import from_now
from tests.integration.briefings.responses.making import TODAY, ask_again, asking, confirm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]


@pytest.fixture
def ann() -> Post:
    return make_post(make_person(first_name="Ann", last_name="Here"), agency=make_agency(name="Here agency"))


@pytest.fixture
def bea() -> Post:
    return make_post(make_person(first_name="Bea", last_name="Elsewhere"), agency=make_agency(name="Elsewhere agency"))


@pytest.fixture
def briefing(ann: Post, bea: Post) -> Any:
    """A page that both of them have confirmed."""
    briefing = asking(title="What to read")
    for post in (ann, bea):
        confirm(post.person, briefing)
    return briefing


def seen_by(reader: Person, path: str) -> tuple[int, str]:
    client = Client()
    client.force_login(reader)
    response = client.get(path)
    return response.status_code, response.content.decode()


def addresses(briefing: Any) -> list[str]:
    return [f"/reading/{briefing.pk}/", f"/reading/{briefing.pk}.csv"]


class TestAccess:
    @pytest.mark.parametrize("kind", ["lead", "manager"])
    def test_a_lead_and_a_manager_see_their_own_people_and_nobody_elses(
        self, briefing: Any, ann: Post, bea: Post, kind: str
    ) -> None:
        reader = make_lead(ann.agency) if kind == "lead" else make_manager(ann)
        for path in addresses(briefing):
            status, content = seen_by(reader, path)
            assert status == 200
            assert "Ann" in content
            assert "Bea" not in content
            assert "Elsewhere" not in content

    def test_the_team_sees_everybody(self, briefing: Any) -> None:
        for path in addresses(briefing):
            _, content = seen_by(make_team_member(), path)
            assert "Ann" in content
            assert "Bea" in content

    def test_nobody_else_sees_any_of_it(self, briefing: Any, ann: Post) -> None:
        board = make_board_member()
        for path in ["/reading/", *addresses(briefing)]:
            for reader in (ann.person, make_person(), board):
                status, content = seen_by(reader, path)
                assert status == 404
                assert "Bea" not in content
            assert Client().get(path).status_code == 302

    def test_a_lead_whose_post_has_ended_sees_nothing(self, briefing: Any, ann: Post) -> None:
        lead = make_lead(ann.agency)
        Post.objects.filter(person=lead).update(end=TODAY - timedelta(days=400), start=TODAY - timedelta(days=500))
        for path in ["/reading/", *addresses(briefing)]:
            assert seen_by(lead, path)[0] == 404

    def test_the_agency_filter_takes_no_agency_that_is_not_theirs(self, briefing: Any, ann: Post, bea: Post) -> None:
        _, content = seen_by(make_lead(ann.agency), f"/reading/{briefing.pk}/?agency={bea.agency.code}")
        assert "Bea" not in content
        assert "Elsewhere" not in content

    def test_a_page_under_embargo_is_named_in_no_list(self, briefing: Any, ann: Post) -> None:
        Embargo.objects.create(page=briefing, until=from_now(hours=1))
        lead = make_lead(ann.agency)
        for path in addresses(briefing):
            assert seen_by(lead, path)[0] == 404
        assert "What to read" not in seen_by(lead, "/reading/")[1]

    def test_the_rows_themselves_are_nobodys_but_of_those_who_see_the_person(
        self, briefing: Any, ann: Post, bea: Post
    ) -> None:
        def visible(reader: Any) -> set[Any]:
            return {row.person for row in Acknowledgement.objects.visible_to(reader, on=TODAY)}

        assert visible(AnonymousUser()) == set()
        assert visible(make_person()) == set()
        assert visible(ann.person) == {ann.person}
        assert visible(make_lead(bea.agency)) == {bea.person}
        assert visible(make_team_member()) == {ann.person, bea.person}


class TestWhatItSays:
    def test_it_counts_who_has_and_who_has_not(self, briefing: Any, ann: Post) -> None:
        make_post(make_person(last_name="Late"), agency=ann.agency)
        lead = make_lead(ann.agency)
        _, content = seen_by(lead, f"/reading/{briefing.pk}/")
        assert "1 of 2 people have confirmed it" in " ".join(content.split())
        _, missing = seen_by(lead, f"/reading/{briefing.pk}/?state=missing")
        assert "Late" in missing
        assert "Ann" not in missing
        _, found = seen_by(lead, f"/reading/{briefing.pk}/?state=confirmed&q=ann+here")
        assert "Ann" in found
        assert "Late" not in found

    def test_a_version_that_asks_again_counts_nobody_who_confirmed_the_last(self, briefing: Any, ann: Post) -> None:
        ask_again(briefing)
        _, content = seen_by(make_lead(ann.agency), f"/reading/{briefing.pk}/")
        assert "0 of 1 person has confirmed it" in " ".join(content.split())

    def test_somebody_who_confirmed_twice_and_holds_two_posts_counts_once(self, briefing: Any, ann: Post) -> None:
        confirm(ann.person, briefing, on=TODAY + timedelta(days=1), again=True)
        make_post(ann.person, agency=ann.agency)
        _, content = seen_by(make_lead(ann.agency), "/reading/")
        assert "1 (100%)" in content

    def test_the_file_has_no_live_formula(self, briefing: Any, ann: Post) -> None:
        Person.objects.filter(pk=ann.person_id).update(last_name="=2+3", first_name="@SUM(A1)")
        _, content = seen_by(make_lead(ann.agency), f"/reading/{briefing.pk}.csv")
        header, row = csv.reader(io.StringIO(content.removeprefix("\ufeff")))
        assert header[:2] == ["last_name", "first_name"]
        assert row == ["'=2+3", "'@SUM(A1)", "Here agency", ann.role.title, "2026-11-20"]


class TestQueries:
    def count(self, reader: Person, path: str) -> int:
        client = Client()
        client.force_login(reader)
        client.get(path)
        with CaptureQueriesContext(connection) as found:
            assert client.get(path).status_code == 200
        return len(found)

    @pytest.mark.parametrize("path", ["/reading/", "/reading/{}/", "/reading/{}.csv"])
    def test_they_are_the_same_for_1_10_and_110_people(self, briefing: Any, ann: Post, path: str) -> None:
        counts, lead = [], make_lead(ann.agency)
        for more in (0, 9, 100):
            for _ in range(more):
                confirm(make_post(agency=ann.agency, role=ann.role).person, briefing)
            counts.append(self.count(lead, path.format(briefing.pk)))
        assert counts[0] == counts[1] == counts[2]

    @pytest.mark.parametrize("path", ["/reading/", "/my-learning/reading/", "/my-learning/"])
    def test_they_are_the_same_for_1_10_and_24_pages(self, ann: Post, bea: Post, path: str) -> None:
        counts, lead = [], make_lead(ann.agency)
        for more in (1, 9, 14):
            for _ in range(more):
                asking()
                confirm(lead, asking())
            counts.append(self.count(lead, path))
        assert counts[0] == counts[1] == counts[2]

    def test_a_page_that_asks_takes_few_more_than_one_that_does_not(self, person: Person) -> None:
        briefing = asking()
        asks = self.count(person, briefing.get_url())
        ReadingRequest.objects.all().delete()
        assert asks - self.count(person, briefing.get_url()) <= 6
        assert not Acknowledgement.objects.exists()
