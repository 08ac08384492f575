"""Somebody whom others know is on a staff list: they are asked, and the agency sees nothing until they say yes."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.models import AuditEntry
from people.groups import WORKFORCE_TEAM
from people.models import Person, Post, PostOffer, StaffNumber
from tests import factories as make
from tests.integration.people.imports.browsing import Desk, text_of
from tests.integration.people.imports.files import row, table

pytestmark = pytest.mark.django_db
AT_WARD = {"staff_number": "0042", "email": "abena@ward.example"}


@pytest.fixture
def abena(lead: Desk) -> Person:
    """Somebody of another agency, whom MERE's file gives a post."""
    person = make.make_post(make.make_person(email="abena@ward.example", first_name="Abena")).person
    lead.take_in(table(row(**AT_WARD)))
    return person


@pytest.fixture
def client(abena: Person) -> Client:
    client = Client()
    client.force_login(abena)
    return client


def answer(client: Client, said: str) -> Any:
    return client.post(f"/account/posts/{PostOffer.objects.get().pk}/", {"answer": said}, follow=True)


def test_they_are_asked_at_their_next_visit_and_yes_makes_the_post(client: Client, abena: Person, lead: Desk) -> None:
    assert "Teacher, Mere School" in text_of(client.get("/my-learning/"))
    assert "Is this post yours?" in text_of(client.get("/account/"))
    assert not Post.objects.visible_to(lead.person, on="2026-11-21").filter(person=abena).exists()
    page = text_of(answer(client, "yes"))
    assert "Is this post yours?" not in page
    post = Post.objects.get(agency__code="MERE", person=abena)
    assert (post.role.code, str(post.start), post.kind) == ("teacher", "2024-09-02", "paid")
    assert StaffNumber.objects.get(person=abena).number == "0042"
    assert not PostOffer.objects.exists()
    assert set(AuditEntry.objects.filter(by=abena).values_list("act", flat=True)) == {
        "post added", "post offer accepted", "staff number added",
    }  # fmt: skip
    assert lead.to_preview(table(row(**AT_WARD))).counts["unchanged"] == 1


def test_no_leaves_the_agency_with_nothing_and_is_not_asked_again(client: Client, abena: Person, lead: Desk) -> None:
    assert "Is this post yours?" not in text_of(answer(client, "no"))
    assert not Post.objects.filter(person=abena, agency__code="MERE").exists()
    lead.to_preview(table(row(**AT_WARD)))
    assert "Is this post yours?" not in text_of(client.get("/account/"))


def test_a_second_answer_changes_nothing(client: Client) -> None:
    path = f"/account/posts/{PostOffer.objects.get().pk}/"
    for said in ("yes", "yes", "no"):
        assert client.post(path, {"answer": said}).status_code == 302
    assert Post.objects.filter(agency__code="MERE").count() == 1


def test_an_answer_that_says_nothing_changes_nothing(client: Client) -> None:
    for said in ("", "perhaps", "\0"):
        answer(client, said)
    assert PostOffer.objects.get().declined_at is None
    assert client.get(f"/account/posts/{PostOffer.objects.get().pk}/").status_code == 405


def test_nobody_answers_for_somebody_else(abena: Person, lead: Desk) -> None:
    path = f"/account/posts/{PostOffer.objects.get().pk}/"
    lead.client.post(path, {"answer": "yes"})
    team = Client()
    team.force_login(make.make_team_member())
    team.post(path, {"answer": "yes"})
    assert PostOffer.objects.get().person == abena
    assert not Post.objects.filter(agency__code="MERE").exists()
    assert Client().post(path, {"answer": "yes"})["Location"].startswith("/account/login/")


def test_a_leaver_brings_no_rights_back_by_it(client: Client, abena: Person) -> None:
    abena.groups.add(Group.objects.get(name=WORKFORCE_TEAM))
    abena.posts.update(end="2026-01-31")
    assert "An administrator has to look at them first" in text_of(answer(client, "yes"))
    assert not Post.objects.filter(agency__code="MERE").exists()
    assert PostOffer.objects.get().declined_at is None


def test_a_number_that_is_somebody_elses_by_now_is_left(client: Client, abena: Person, mere: Any) -> None:
    other = make.make_post(agency=mere).person
    StaffNumber.objects.create(person=other, agency=mere, number="0042")
    answer(client, "yes")
    assert Post.objects.filter(person=abena, agency=mere).exists()
    assert not StaffNumber.objects.filter(person=abena).exists()


def test_queries_do_not_grow_with_the_offers(client: Client, abena: Person) -> None:
    def count(more: int) -> int:
        for _ in range(more):
            PostOffer.objects.create(person=abena, agency=make.make_agency(), role=make.make_role(), start="2026-01-01")
        client.get("/account/")
        with CaptureQueriesContext(connection) as seen:
            client.get("/account/")
        return len(seen)

    assert count(1) == count(10)


def test_whoever_left_and_works_elsewhere_is_asked_before_they_are_back(lead: Desk, mere: Any) -> None:
    person = make.make_post(make.make_person(email="abena@ward.example"), agency=mere, end="2020-08-31").person
    names = {"first_name": person.first_name, "last_name": person.last_name, "email": person.email}
    back = table(row(**names, start_date="2026-11-02"))
    assert lead.to_preview(back).counts["joins"] == 1
    make.make_post(person)
    assert lead.take_in(back).counts["waits"] == 1
    assert not Post.objects.held_on("2026-11-21").filter(person=person, agency=mere).exists()
    assert PostOffer.objects.get().person == person
