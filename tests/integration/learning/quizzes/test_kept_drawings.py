"""What is kept as drawn of questions and answers holds nothing that the clock alone may open or shut."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from core.models import Embargo
from learning.quizzes.actions import submit_attempt
from learning.quizzes.models import Quiz
from tests.factories import make_page, make_person
from tests.integration.learning.quizzes.bank import NOW, answer_all, begin, make_question, make_quiz
from tests.integration.learning.quizzes.browser import url

pytestmark = pytest.mark.django_db
ADDRESS = 'href="/the-review/"'


@pytest.fixture
def page(home_page: Any) -> Page:
    return make_page(home_page, slug="the-review")


@pytest.fixture
def quiz(page: Page) -> Quiz:
    words = f'<p>See <a linktype="page" id="{page.pk}">the review</a>.</p>'
    return make_quiz(fixed=[make_question(explanation=words, stem=f"{words}<p>Which?</p>")])


def result_of(quiz: Quiz) -> str:
    """Return the page that somebody reads who has answered everything right."""
    attempt = begin(make_person(), quiz)
    client = Client()
    client.force_login(attempt.person)
    asked = client.get(url(attempt, 1)).content.decode()
    answer_all(attempt)
    submit_attempt(attempt=attempt, by=attempt.person, at=NOW)
    return str(asked + client.get(attempt.get_absolute_url()).content.decode())


def test_an_explanation_names_no_page_that_has_expired_since(quiz: Quiz, page: Page) -> None:
    assert result_of(quiz).count(ADDRESS) == 3  # in the question, and in the result twice
    past = timezone.now() - timedelta(minutes=1)
    Page.objects.filter(pk=page.pk).update(expire_at=past)  # as the clock does: nothing is saved
    assert ADDRESS not in result_of(quiz)


def test_an_explanation_names_a_page_as_soon_as_its_embargo_is_over(quiz: Quiz, page: Page) -> None:
    embargo = Embargo.objects.create(page=page, until=timezone.now() + timedelta(days=1))
    assert ADDRESS not in result_of(quiz)
    Embargo.objects.filter(pk=embargo.pk).update(until=timezone.now() - timedelta(minutes=1))
    assert result_of(quiz).count(ADDRESS) == 3
