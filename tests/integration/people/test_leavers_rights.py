"""A leaver's rights end with their last post, whatever group they are still in."""

from datetime import date, timedelta

import pytest
from django.test import Client

from people.models import Person
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
