"""Categories are chosen by their titles from the top, since in a large bank titles come again."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from learning.quizzes.models import Category
from tests.factories import make_team_member
from tests.integration.learning.quizzes.bank import make_question

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
PAGES = [
    "/admin/question-analysis/", "/admin/question-files/", "/admin/question-files/export/",
    "/admin/snippets/quizzes/question/",
]  # fmt: skip


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(make_team_member())
    return client


def below(title: str, parent: Category | None = None) -> Category:
    number = Category.objects.count()
    return Category.objects.create(code=f"Z-{1000 - number}", title=title, parent=parent)


def offered(response: Any) -> list[str]:
    select = re.search(r'<select name="category".*?</select>', response.content.decode(), re.DOTALL)
    assert select
    return [" ".join(words.split()) for words in re.findall(r"<option[^>]*>(.*?)</option>", select[0], re.DOTALL)]


@pytest.mark.parametrize("page", PAGES)
def test_a_category_is_offered_below_those_that_it_stands_under(admin: Client, page: str) -> None:
    Category.objects.all().delete()
    schools, health = below("Schools"), below("health")
    for parent in (schools, health):
        below("Neglect", below("Harm", parent))
    assert offered(admin.get(page))[1:] == [
        "health", "health / Harm", "health / Harm / Neglect", "Schools", "Schools / Harm", "Schools / Harm / Neglect",
    ]  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_the_choice_asks_the_database_the_same_for_few_categories_and_for_many(admin: Client, page: str) -> None:
    counts = []
    for more in (1, 1, 10, 100):
        top = below("Top")
        for number in range(more):
            below(f"Below {number}", top)
        make_question(category=top)
        admin.get(page)
        with CaptureQueriesContext(connection) as asked:
            admin.get(page)
        counts.append(len(asked))
    assert counts[1] == counts[2] == counts[3]


def test_a_category_that_was_chosen_narrows_the_list(admin: Client) -> None:
    one, other = below("One"), below("Other")
    inside, outside = make_question(category=below("Inside", one)), make_question(category=other)
    body = admin.get(PAGES[-1], {"category": one.pk}).content.decode()
    assert (inside.code in body, outside.code in body) == (True, False)
