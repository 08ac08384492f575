"""Who ticks "all in listing" means what the list shows, and not the whole bank."""

from typing import Any

import pytest
from django.test import Client

from learning.quizzes.models import Category, Question
from tests.factories import make_team_member
from tests.integration.learning.quizzes.bank import make_question
from tests.integration.learning.quizzes.browser import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree"), pytest.mark.indexed]
LIST = "/admin/snippets/quizzes/question/"


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(make_team_member())
    return client


def category(code: str, parent: Category | None = None) -> Category:
    return Category.objects.create(code=code, title=code, parent=parent)


def act(admin: Client, action: str, model: str, **query: Any) -> str:
    """Do a bulk action on all in the listing that a query narrows, and return the page that asked whether to."""
    asked = {"id": "all", "next": LIST} | query
    page = admin.get(f"/admin/bulk/quizzes/{model}/{action}/", asked).content.decode()
    assert admin.post(f"/admin/bulk/quizzes/{model}/{action}/", query_params=asked).status_code == 302
    return page


def retired() -> set[str]:
    return set(Question.objects.filter(retired=True).values_list("code", flat=True))


def test_all_of_a_category_and_below_are_retired_and_nothing_beside_it(admin: Client) -> None:
    top = category("TOP")
    inside = [make_question(category=one) for one in (top, category("BELOW", top))]
    outside = make_question(category=category("OTHER"))
    page = act(admin, "retire", "question", category=top.pk)
    assert "Retire 2 questions" in page
    assert outside.code not in page
    assert retired() == {one.code for one in inside}


def test_all_that_a_search_found_are_retired_and_nothing_beside_it(admin: Client) -> None:
    found = make_question(stem="<p>What is a windscreen survey?</p>")
    make_question(stem="<p>What is a strategy meeting?</p>")
    act(admin, "retire", "question", q="windscreen")
    assert retired() == {found.code}


def test_all_in_a_state_are_retired_and_nothing_beside_it(admin: Client) -> None:
    draft, published = make_question(), make_question()
    Question.objects.filter(pk=draft.pk).update(live=False)
    act(admin, "retire", "question", state="published")
    assert retired() == {published.code}


def test_a_list_that_is_narrowed_by_nothing_means_all(admin: Client) -> None:
    questions = [make_question() for _ in range(3)]
    act(admin, "retire", "question")
    assert retired() == {one.code for one in questions}


def test_all_that_a_search_found_are_deleted_and_nothing_beside_it(admin: Client) -> None:
    for code in ("WINDSCREEN-1", "WINDSCREEN-2", "OTHER"):
        category(code)
    act(admin, "delete", "category", q="windscreen")
    assert list(Category.objects.values_list("code", flat=True)) == ["OTHER"]


def test_the_list_says_of_a_retired_question_that_it_is_retired_and_not_published(admin: Client) -> None:
    question = make_question(must_pass=True)
    rows = text_of(admin.get(LIST)).partition(question.code)[2]
    assert "Must be right" in rows
    assert "Published" in rows
    act(admin, "retire", "question")
    rows = text_of(admin.get(LIST)).partition(question.code)[2]
    assert "Retired" in rows
    assert "Published" not in rows
