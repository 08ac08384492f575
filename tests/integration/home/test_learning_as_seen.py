"""Whoever helps somebody sees their learning as they do, cannot act for them, and is logged."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from core.models import AuditEntry, EarlyAccess, Embargo
from home.models import HomePage
from learning.lessons.actions import enrol
from people.models import Person
from tests.factories import (
    make_agency,
    make_board_member,
    make_lead,
    make_person,
    make_post,
    make_superuser,
    make_team_member,
)
from tests.integration.briefings.responses.making import asking
from tests.integration.learning.compliance.making import make_requirement
from tests.integration.learning.making import make_completion, make_course, make_course_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]


@pytest.fixture
def helped() -> Person:
    person = make_post(make_person(first_name="Helped", last_name="Person")).person
    make_completion(person, make_course(title="What they did"))
    return person


def test_the_team_sees_what_somebody_sees_and_each_look_is_logged(client: Client, helped: Person) -> None:
    helper = make_team_member()
    client.force_login(helper)
    page = client.get(f"/my-learning/of/{helped.pk}/").content.decode()
    assert "Learning of Helped Person" in page
    assert "What they did" in page
    entry = AuditEntry.objects.get(act="looked at somebody's learning")
    assert (entry.by, entry.subject) == (helper, f"people.Person:{helped.pk}")
    assert client.post(f"/my-learning/of/{helped.pk}/").status_code == 405


def test_what_is_under_embargo_for_the_helper_is_not_named_to_them(
    client: Client, helped: Person, home_page: HomePage
) -> None:
    page = make_course_page(home_page, 1, title="Learning from the Winter case")
    make_requirement(helped.posts.get().role, first=page.course)
    enrol(person=helped, course_page=page, required=[], after=None, at=timezone.now(), by=helped)
    Embargo.objects.create(page=page, until=timezone.now() + timedelta(days=2))
    EarlyAccess.objects.create(page=page, person=helped, granted_by=make_superuser())
    client.force_login(helped)
    assert "Winter" in client.get("/my-learning/").content.decode()
    client.force_login(make_team_member())
    assert "Winter" not in client.get(f"/my-learning/of/{helped.pk}/").content.decode()


def test_a_page_to_read_that_is_under_embargo_for_the_helper_is_not_named_to_them(
    client: Client, helped: Person
) -> None:
    for title in ("The Winter case", "For everybody"):
        page = asking(title=title)
        if "Winter" in title:
            Embargo.objects.create(page=page, until=timezone.now() + timedelta(days=2))
            EarlyAccess.objects.create(page=page, person=helped, granted_by=make_superuser())
    client.force_login(helped)
    assert "Winter" in client.get("/my-learning/").content.decode()
    client.force_login(make_team_member())
    shown = client.get(f"/my-learning/of/{helped.pk}/").content.decode()
    assert "For everybody" in shown
    assert "Winter" not in shown


def test_nobody_else_does(client: Client, helped: Person) -> None:
    for reader in (make_lead(make_agency()), make_board_member(), make_person(), helped):
        client.force_login(reader)
        assert client.get(f"/my-learning/of/{helped.pk}/").status_code == 404
    assert not AuditEntry.objects.filter(act__startswith="looked").exists()
