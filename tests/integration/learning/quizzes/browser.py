"""A quiz's pages as a browser without scripts meets them."""

import re
from html import unescape
from typing import Any

from django.test import Client

from learning.quizzes.models import Answer, Attempt


def url(attempt: Attempt, place: object = "") -> str:
    return f"/attempts/{attempt.pk}/{f'{place}/' if place else ''}"


def row(attempt: Attempt, position: int = 1) -> Answer:
    return attempt.answers.select_related("version").get(position=position)


def main_of(response: Any) -> str:
    main = re.search(r"<main.*?</main>", response.content.decode(), re.DOTALL)
    assert main
    return main[0]


def text_of(response: Any) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main_of(response))))


def post(client: Client, attempt: Attempt, position: int, response: list[str], revision: int = 0) -> Any:
    return client.post(url(attempt, position), {"answer": response, "revision": revision})


def chosen(response: Any) -> list[str]:
    return re.findall(r'value="(\w+)" checked', response.content.decode())
