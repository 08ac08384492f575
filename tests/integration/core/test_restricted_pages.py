"""A page that is only for some is asked for by others."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import PageViewRestriction

from tests.factories import make_page, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def for_a_group(home_page: Any) -> Group:
    """A group whose people alone may read /inner/."""
    group = Group.objects.create(name="Panel")
    restriction = PageViewRestriction.objects.create(
        page=make_page(home_page, slug="inner"), restriction_type=PageViewRestriction.GROUPS
    )
    restriction.groups.add(group)
    return group


def test_anonymous_reader_is_asked_to_sign_in(client: Client, for_a_group: Group) -> None:
    response = client.get("/inner/")
    assert response.status_code == 302
    assert response.headers["Location"] == "/account/login/?next=/inner/"


def test_signed_in_reader_who_is_not_meant_is_told_there_is_no_such_page(client: Client, for_a_group: Group) -> None:
    client.force_login(make_person())
    assert client.get("/inner/").status_code == 404


def test_signed_in_reader_who_is_meant_reads_it(client: Client, for_a_group: Group) -> None:
    person = make_person()
    person.groups.add(for_a_group)
    client.force_login(person)
    assert client.get("/inner/").status_code == 200


def test_page_for_a_password_asks_a_signed_in_reader_for_it(client: Client, home_page: Any) -> None:
    page = make_page(home_page, slug="word")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.PASSWORD, password="x")
    client.force_login(make_person())
    response = client.get("/word/")
    assert response.status_code == 200
    assert "password" in response.content.decode().lower()
