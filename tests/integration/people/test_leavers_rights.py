"""A leaver's rights end with their last post, whatever group they are still in."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from people.models import AgencyLead, Person, Post
from people.queries import resting_among
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]


def opens(person: Person) -> bool:
    client = Client()
    client.force_login(person)
    return client.get("/admin/").status_code == 200


def test_the_team_s_rights_end_with_the_last_post_and_come_back_with_another() -> None:
    person, today = make.make_team_member(), date.today()
    assert opens(person)  # who never held a post is there for the site's sake
    post = make.make_post(person)
    assert opens(person)
    post.end = today - timedelta(days=1)
    post.save()
    assert not opens(person)
    make.make_post(person, start=today)
    assert opens(person)


def test_it_is_the_same_for_the_last_day_itself_and_for_who_starts_later() -> None:
    person, today = make.make_team_member(), date.today()
    post = make.make_post(person, end=today)
    assert opens(person)
    post.start = post.end = today + timedelta(days=5)
    post.save()
    assert opens(person)


def test_a_superuser_is_not_locked_out() -> None:
    person = make.make_superuser()
    make.make_post(person, end=date.today() - timedelta(days=1))
    assert opens(person)


def address(name: str, *keys: int) -> str:
    return reverse(Post.snippet_viewset.get_url_name(name), args=keys)  # type: ignore[attr-defined]


def leaver() -> Person:
    person = make.make_team_member()
    make.make_post(person, end=date.today() - timedelta(days=1))
    return person


def post_of(person: Person, **said: object) -> dict[str, object]:
    agency, role = make.make_agency(), make.make_role()
    return {"person": person.pk, "role": role.pk, "agency": agency.pk, "kind": "paid", "start": date.today(), **said}


@pytest.fixture
def team() -> Client:
    client = Client()
    client.force_login(make.make_team_member())
    return client


@pytest.fixture
def administrator() -> Client:
    client = Client()
    client.force_login(make.make_superuser())
    return client


def test_the_team_gives_no_post_to_a_leaver_with_rights(team: Client) -> None:
    person = leaver()
    page = team.post(address("add"), post_of(person)).content.decode()
    assert "An administrator has to look at them first" in page
    assert person.posts.count() == 1
    assert not opens(person)


@pytest.mark.indexed
def test_the_team_stretches_and_deletes_no_post_of_a_leaver_with_rights(team: Client) -> None:
    person = leaver()
    post = person.posts.get()
    said = {"person": person.pk, "role": post.role_id, "agency": post.agency_id, "kind": "paid", "start": post.start}
    together = reverse("wagtail_bulk_action", args=["people", "post", "delete"])
    for url, data in (
        (address("edit", post.pk), said),
        (address("delete", post.pk), {}),
        (f"{together}?id={post.pk}", {}),
    ):
        page = team.post(url, data, follow=True).content.decode()
        assert "An administrator has to look at them first" in page
        assert person.posts.get().end is not None
        assert not opens(person)


def test_an_administrator_gives_a_leaver_a_post_and_the_team_everybody_else(
    team: Client, administrator: Client
) -> None:
    person, other = leaver(), make.make_post(end=date.today() - timedelta(days=1)).person
    administrator.post(address("add"), post_of(person))
    team.post(address("add"), post_of(other))
    assert opens(person)
    assert other.posts.count() == 2


def test_who_led_an_agency_when_they_left_is_one_whose_rights_a_post_would_bring_back() -> None:
    today = date.today()
    lead = make.make_lead(make.make_agency())
    AgencyLead.objects.filter(person=lead).update(since=today - timedelta(days=90))
    assert resting_among([lead.pk], on=today) == set()
    lead.posts.update(start=today - timedelta(days=90), end=today - timedelta(days=1))
    assert resting_among([lead.pk], on=today) == {lead.pk}
    AgencyLead.objects.filter(person=lead).update(until=today - timedelta(days=1))
    assert resting_among([lead.pk], on=today) == set()
