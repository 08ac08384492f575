"""What Wagtail's admin leaves open to every account is shut: choosers, and the history of the site."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from tests.factories import make_person, make_team_member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
DOORS = [
    "wagtailsnippetchoosers_quizzes_question:choose",
    "wagtailsnippetchoosers_compliance_requirement:choose",
    "wagtailsnippetchoosers_catalogue_course:choose_results",
    "wagtailsnippetchoosers_core_theme:choose",
    "wagtailimages_chooser:choose",
    "wagtaildocs_chooser:choose",
    "wagtailadmin_choose_page",
    "wagtailadmin_reports:site_history",
    "wagtailadmin_reports:site_history_results",
]


@pytest.mark.parametrize("door", DOORS)
def test_an_account_with_no_more_than_a_way_in_opens_none_and_the_team_all(client: Client, door: str) -> None:
    person = make_person()
    person.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(person)
    assert client.get("/admin/").status_code == 200
    assert client.get(reverse(door)).status_code in {302, 403}
    client.force_login(make_team_member())
    assert client.get(reverse(door)).status_code == 200


def test_a_right_in_the_app_opens_its_choosers_and_no_others(client: Client) -> None:
    person: Any = make_person()
    person.user_permissions.add(*Permission.objects.filter(codename__in=["access_admin", "change_quiz"]))
    client.force_login(person)
    assert client.get(reverse(DOORS[0])).status_code == 200
    assert client.get(reverse(DOORS[1])).status_code in {302, 403}
