"""Adding and editing people in Wagtail's admin, where many have no email."""

import pytest
from django.test import Client

from people.models import Person
from tests.factories import make_person, make_superuser

pytestmark = pytest.mark.usefixtures("site_tree")
ADD = "/admin/users/new/"


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(make_superuser(email="admin@example.org"))
    return client


def fields(**more: str) -> dict[str, str]:
    return {
        "email": "",
        "first_name": "Kit",
        "last_name": "Chen",
        "password1": "",
        "password2": "",
        "is_active": "on",
    } | more


def edit(person: Person) -> str:
    return f"/admin/users/edit/{person.pk}/"


def test_two_people_without_email_are_two_people(admin: Client) -> None:
    for last_name in ("Chen", "Okafor"):
        response = admin.post(ADD, fields(last_name=last_name))
        assert response.status_code == 302, response.context["form"].errors
    assert list(Person.objects.filter(email=None).values_list("last_name", flat=True)) == ["Chen", "Okafor"]


def test_a_person_added_without_password_cannot_sign_in_until_they_choose_one(admin: Client) -> None:
    admin.post(ADD, fields(email="Kit@Example.org"))
    person = Person.objects.get(email="kit@example.org")
    assert not person.has_usable_password()


def test_an_email_that_somebody_has_is_refused_whatever_its_case(admin: Client) -> None:
    make_person(email="kit@example.org")
    response = admin.post(ADD, fields(email="KIT@example.org"))
    assert response.status_code == 200
    assert "Somebody else has this email address" in response.content.decode()


def test_editing_somebody_without_email_keeps_it_so(admin: Client) -> None:
    person = make_person(email=None, password=None)
    response = admin.post(edit(person), fields(first_name="Renamed"))
    assert response.status_code == 302, response.context["form"].errors
    person.refresh_from_db()
    assert (person.first_name, person.email) == ("Renamed", None)


def test_an_email_can_be_given_changed_and_taken_away(admin: Client) -> None:
    person = make_person(email=None, password=None)
    for typed, kept in (("Kit@example.org", "kit@example.org"), ("kit2@example.org", "kit2@example.org"), ("", None)):
        admin.post(edit(person), fields(email=typed))
        person.refresh_from_db()
        assert person.email == kept


def test_leaving_the_password_empty_keeps_it(admin: Client) -> None:
    person = make_person()
    admin.post(edit(person), fields(email=person.email or ""))
    before, person = person.password, Person.objects.get(pk=person.pk)
    assert person.password == before


def test_the_list_shows_people_without_email(admin: Client) -> None:
    make_person(email=None, first_name="Nasrin", last_name="Begum")
    page = admin.get("/admin/users/").content.decode()
    assert "Begum" in page
    assert "gravatar" not in page
