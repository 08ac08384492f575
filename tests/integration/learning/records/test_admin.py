"""Completions in the admin: the team looks and withdraws; nobody changes or deletes."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from learning.catalogue.models import Course, Framework
from learning.records.models import Completion, Correction
from people.models import Person
from tests import factories
from tests.integration.learning.making import make_completion


def counted() -> Any:
    return CaptureQueriesContext(connection)


pytestmark = pytest.mark.django_db


@pytest.fixture
def as_team(client: Client, site_tree: object, team_member: Person) -> Client:
    client.force_login(team_member)
    return client


def test_the_team_looks_through_completions_and_filters_them(as_team: Client, person: Person) -> None:
    row, other = make_completion(person), make_completion(factories.make_person(last_name="Elsewhere"))
    body = as_team.get("/admin/completions/").content.decode()
    assert row.course.title in body
    assert other.course.title in body
    response = as_team.get("/admin/completions/", {"course": row.course.pk, "standing": "true", "source": "external"})
    assert list(response.context["object_list"]) == [row]
    found = as_team.get("/admin/completions/", {"q": "elsewhere"}).context["object_list"]
    assert list(found) == [other]


def test_the_list_takes_as_many_queries_for_one_as_for_ten(as_team: Client, person: Person) -> None:
    make_completion(person)
    as_team.get("/admin/completions/")
    with counted() as one:
        as_team.get("/admin/completions/")
    for _ in range(9):
        make_completion(factories.make_person())
    as_team.get("/admin/completions/")
    with counted() as ten:
        as_team.get("/admin/completions/")
    assert len(ten) == len(one)


def test_one_completion_shows_all_of_it(as_team: Client, person: Person) -> None:
    row = make_completion(person, evidence={"file": "old-system.csv", "row": 12})
    body = as_team.get(f"/admin/completions/inspect/{row.pk}/").content.decode()
    assert "old-system.csv" in body
    assert f"/admin/completions/correct/{row.pk}/" in body


def test_the_team_withdraws_one_with_a_reason(as_team: Client, person: Person, team_member: Person) -> None:
    row = make_completion(person)
    assert as_team.get(f"/admin/completions/correct/{row.pk}/").status_code == 200
    as_team.post(f"/admin/completions/correct/{row.pk}/", {"reason": "It was the other A. Osei."})
    correction = Correction.objects.get(completion=row)
    assert (correction.reason, correction.recorded_by) == ("It was the other A. Osei.", team_member)
    body = as_team.get(f"/admin/completions/inspect/{row.pk}/").content.decode()
    assert "It was the other A. Osei." in body
    assert f"/admin/completions/correct/{row.pk}/" not in body


def test_without_a_reason_nothing_is_withdrawn(as_team: Client, person: Person) -> None:
    row = make_completion(person)
    response = as_team.post(f"/admin/completions/correct/{row.pk}/", {"reason": " "})
    assert response.status_code == 200
    assert not Correction.objects.exists()


def test_withdrawing_twice_is_one_correction(as_team: Client, person: Person) -> None:
    row = make_completion(person)
    for _ in range(2):
        as_team.post(f"/admin/completions/correct/{row.pk}/", {"reason": "Wrong."})
    assert Correction.objects.count() == 1


@pytest.mark.parametrize("name", ["add", "edit", "delete", "copy"])
def test_nothing_adds_changes_or_deletes_a_completion(name: str, person: Person) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(f"completions:{name}", args=[1] if name != "add" else [])


def test_somebody_who_edits_pages_only_sees_no_completions(client: Client, site_tree: object, person: Person) -> None:
    row = make_completion(factories.make_person())
    person.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(person)
    for path in ("", f"inspect/{row.pk}/", f"correct/{row.pk}/"):
        response = client.get(f"/admin/completions/{path}")
        assert response.status_code in (302, 403, 404)
        assert row.person.last_name not in response.content.decode()
    client.post(f"/admin/completions/correct/{row.pk}/", {"reason": "Mischief."})
    assert Completion.objects.standing().exists()


def test_a_course_and_its_levels_are_edited_in_the_admin(as_team: Client) -> None:
    framework = Framework.objects.create(code="LOCAL", title="Local levels")
    response = as_team.post(
        "/admin/snippets/catalogue/course/add/",
        {
            "title": "Lone working", "code": "LONE", "hours": "1.5", "summary": "", "retired_on": "",
            "modes": ["online", "room"], "levels-TOTAL_FORMS": "1", "levels-INITIAL_FORMS": "0",
            "levels-MIN_NUM_FORMS": "0", "levels-MAX_NUM_FORMS": "1000", "levels-0-framework": framework.pk,
            "levels-0-level": "Level 2", "levels-0-ORDER": "1", "levels-0-id": "", "levels-0-DELETE": "",
            "asked_first-TOTAL_FORMS": "0", "asked_first-INITIAL_FORMS": "0", "first_how_many": "every",
            "if_missing": "warn",
        },
    )  # fmt: skip
    assert response.status_code == 302, response.content.decode()[:3000]
    course = Course.objects.get(code="LONE")
    assert course.modes == ["online", "room"]
    assert [str(level) for level in course.levels.all()] == ["Level 2 (Local levels)"]
    body = as_team.get("/admin/snippets/catalogue/course/").content.decode()
    assert "Level 2 (Local levels)" in body
