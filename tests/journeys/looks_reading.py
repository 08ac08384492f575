"""Looks of what asks its readers to confirm that they have read it, and of who has."""

from typing import Any

from django.utils import timezone

from briefings.responses.actions import confirm_reading
from briefings.responses.models import Acknowledgement, ReadingRequest
from briefings.responses.queries import mark_of
from core import clock
from people.models import Person
from tests.journeys.looks import SOMEONE, Look

PAGE = "/procedures/escalation/"


def request() -> ReadingRequest:
    return ReadingRequest.objects.get(page__slug="escalation")


def confirmed(path: str) -> Any:
    def make(person: Person) -> str:
        page = request().page
        confirm_reading(person=person, page=page, seen=mark_of(page), on=clock.today(), at=timezone.now())
        return path

    return make


def changed_since(person: Person) -> str:
    """Let them have confirmed an earlier edition than the one that asks now."""
    page = request().page
    Acknowledgement.objects.create(
        person=person, page=page, edition=0, digest="0" * 64, version="1.2", title=page.title,
        confirmed_on=clock.today(), key=f"look:{person.pk}",
    )  # fmt: skip
    return PAGE


def who_has(query: str = "") -> Any:
    return lambda person: f"/reading/{request().page_id}/{query}"


LOOKS = [
    Look("page that asks to be confirmed", "responses/sign_in_to_confirm.html", PAGE),
    Look("page to confirm", "responses/confirm.html", PAGE, SOMEONE),
    Look("page confirmed", "responses/confirm.html", confirmed(PAGE), SOMEONE),
    Look("page that has changed since", "responses/confirm.html", changed_since, SOMEONE),
    Look("what is to be read", "responses/own.html", "/my-learning/reading/", SOMEONE),
    Look("what was read and confirmed", "responses/own.html", confirmed("/my-learning/reading/"), SOMEONE),
    Look("what people have read", "responses/overview.html", "/reading/", "manager"),
    Look("who has read a page", "responses/readers.html", who_has(), "manager"),
    Look("who has read a page, nobody found", "responses/readers.html", who_has("?q=nobody+at+all"), "lead"),
]
