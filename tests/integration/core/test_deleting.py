"""What records rest on isn't deleted: the admin says why, and what to do instead."""

import pytest
from django.test import Client
from django.urls import reverse

from learning.catalogue.models import Course
from people.models import Agency, JobRole, Person
from tests.factories import make_person, make_post
from tests.integration.learning.making import make_completion, make_course

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree"), pytest.mark.indexed]


@pytest.fixture
def admin(client: Client, superuser: Person) -> Client:
    client.force_login(superuser)
    return client


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_course_with_completions_stays_and_can_be_retired(admin: Client, method: str) -> None:
    course = make_course(title="Sharing information")
    make_completion(make_person(), course)
    url = reverse(Course.snippet_viewset.get_url_name("delete"), args=[course.pk])

    page = getattr(admin, method)(url, follow=True).content.decode()

    assert "Sharing information can’t be deleted, because records rest on it: 1 completion" in page
    assert "Retire it instead" in page
    assert Course.objects.filter(pk=course.pk).exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_person_with_records_stays(admin: Client, method: str) -> None:
    person = make_post().person
    page = getattr(admin, method)(reverse("wagtailusers_users:delete", args=[person.pk]), follow=True)
    assert "can’t be deleted, because records rest on it: 1 post" in page.content.decode()
    assert "End their posts" in page.content.decode()
    assert Person.objects.filter(pk=person.pk).exists()


def test_several_together_stay_if_one_must(admin: Client) -> None:
    held, free = make_post().role, JobRole.objects.create(code="free", title="Free")
    url = reverse("wagtail_bulk_action", args=["people", "jobrole", "delete"])
    response = admin.post(f"{url}?id={held.pk}&id={free.pk}", follow=True)
    assert response.status_code == 200
    assert "can’t be deleted" in response.content.decode()
    assert JobRole.objects.filter(pk__in=[held.pk, free.pk]).count() == 2


def test_what_nothing_rests_on_is_deleted(admin: Client) -> None:
    course, agency = make_course(), Agency.add_root(code="EMPTY", name="Empty")
    for one in (course, agency):
        admin.post(reverse(type(one).snippet_viewset.get_url_name("delete"), args=[one.pk]))
    assert not Course.objects.filter(pk=course.pk).exists()
    assert not Agency.objects.filter(pk=agency.pk).exists()
