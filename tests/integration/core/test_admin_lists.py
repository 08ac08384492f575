"""Lists in the admin over several pages: each row once, whatever they are sorted by."""

import pytest
from django.test import Client
from django.urls import reverse

from learning.quizzes.models import Question
from people.models import Absence, Post
from tests import factories
from tests.integration.learning.making import make_completion, make_course, make_question

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]
LISTS = {
    "completions": reverse("completions:index"),
    **{model.__name__: reverse(model.snippet_viewset.get_url_name("list")) for model in (Post, Absence, Question)},
}
SORTED_BY = [
    ("completions", ""), ("completions", "-completed_on"), ("completions", "hours"), ("Post", ""), ("Post", "-start"),
    ("Absence", ""), ("Absence", "kind"), ("Question", ""), ("Question", "type"), ("Question", "-_updated_at"),
]  # fmt: skip


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(factories.make_superuser())
    return client


@pytest.mark.parametrize(("name", "by"), SORTED_BY)
def test_rows_that_sort_alike_have_one_order_on_every_page(admin: Client, name: str, by: str) -> None:
    response = admin.get(LISTS[name], {"ordering": by} if by else {})
    assert response.status_code == 200
    assert response.context["object_list"].query.order_by[-1] == "pk"


def test_everybody_trained_on_one_day_is_listed_once_over_the_pages(admin: Client) -> None:
    course = make_course()
    made = {make_completion(factories.make_person(), course).pk for _ in range(60)}
    found = [
        row.pk
        for page in (1, 2)
        for row in admin.get(LISTS["completions"], {"ordering": "completed_on", "p": page}).context["object_list"]
    ]
    assert (len(found), set(found)) == (60, made)


def test_a_search_keeps_the_order_of_what_it_finds(admin: Client) -> None:
    question = make_question(stem="<p>What would a heron do?</p>")
    make_question()
    found = admin.get(LISTS["Question"], {"q": "heron"}).context["object_list"]
    assert [row.pk for row in found] == [question.pk]
    assert admin.get(LISTS["Question"], {"q": "heron", "ordering": "type"}).status_code == 200
