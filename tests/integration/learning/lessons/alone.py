"""Quizzes on pages of their own, and taking them as a browser without scripts does."""

import re
from typing import Any

from django.test import Client

from home.models import HomePage
from learning.lessons.models import OpenTo, QuizPage
from learning.quizzes.models import Question, Quiz, QuizQuestion
from tests.integration.learning.making import make_index, make_quiz, under


def make_page(home: HomePage, quiz: Quiz | None = None, **fields: Any) -> QuizPage:
    given = {"title": "Try yourself", "slug": "try-yourself", "summary": "About neglect.", "open_to": OpenTo.ANYONE}
    quiz_page: QuizPage = under(make_index(home), QuizPage(quiz=quiz or make_quiz(2), **(given | fields)))
    return quiz_page


def ask_too(quiz: Quiz, question: Question) -> None:
    """Have a quiz ask one more question."""
    QuizQuestion.objects.create(quiz=quiz, question=question, sort_order=quiz.fixed_questions.count())


def start(client: Client, quiz_page: QuizPage) -> Any:
    return client.post(f"/quizzes/{quiz_page.pk}/start/")


def right(body: str) -> str:
    """Return the value of the option "Right" in a question's page."""
    found = re.search(r'value="(\w+)">\s*<label[^>]*>Right<', body)
    assert found
    return found[1]


def wrong(body: str) -> str:
    found = re.search(r'value="(\w+)">\s*<label[^>]*>Wrong<', body)
    assert found
    return found[1]


def answer_both(client: Client, quiz_page: QuizPage, choose: Any = right) -> str:
    """Answer two questions, submit, and return the address of the result."""
    url = start(client, quiz_page)["Location"]
    for _ in range(2):
        body = client.get(url).content.decode()
        url = client.post(url, {"answer": choose(body), "revision": 0})["Location"]
    assert url.endswith("/check/")
    return str(client.post(url)["Location"])
