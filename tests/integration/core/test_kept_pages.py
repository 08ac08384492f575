"""Pages that are kept as drawn hold nobody's own: each reader's is put in afterwards."""

import re
from typing import Any

import pytest
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory

from core import kept_pages
from core.context import partnership
from core.kept_pages import render_kept
from core.public_pages import raise_stamp
from tests.factories import make_person

pytestmark = pytest.mark.usefixtures("site_tree")
PAGE = """{% extends "base.html" %}{% block title %}{{ title }}{% endblock %}
{% block main %}<form>{% csrf_token %}</form><p>{{ words }}</p>{% endblock %}"""


@pytest.fixture(autouse=True)
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Have `page.html` stand for PAGE, and list each time that it is drawn for all."""
    times: list[str] = []
    template = engines["django"].from_string(PAGE)

    def draw(name: str, given: dict[str, Any]) -> str:
        if name != "page.html":
            return render_to_string(name, given)
        times.append(name)
        return template.render(given)

    monkeypatch.setattr(kept_pages, "render_to_string", draw)
    monkeypatch.setattr(
        kept_pages, "render", lambda request, name, given: HttpResponse(template.render(given, request))
    )
    return times


def asked_by(user: Any) -> HttpRequest:
    request = RequestFactory().get("/somewhere/")
    request.user, request.session = user, SessionStore()
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
    return request


def page_for(request: HttpRequest, words: str = "", **same: Any) -> str:
    response = render_kept(
        request, "page.html", same={"title": "T"} | same, own={"words": words}, known=partnership(request)
    )
    return response.content.decode()


def token_in(page: str) -> str:
    return re.findall(r'csrfmiddlewaretoken" value="(\w+)"', page)[0]


def test_it_is_drawn_once_and_holds_each_readers_own_name_token_and_words(drawn: list[str]) -> None:
    ada = page_for(asked_by(make_person(first_name="Ada", last_name="One")), "hers")
    grace = page_for(asked_by(make_person(first_name="Grace", last_name="Two")), "another's")
    assert drawn == ["page.html"]
    assert "Ada One" in ada
    assert "<p>hers</p>" in ada
    assert "Grace Two" in grace
    assert "<p>another&#x27;s</p>" in grace
    assert "Ada" not in grace
    assert token_in(ada) != token_in(grace)
    assert kept_pages.MARK not in ada + grace


def test_what_is_put_in_is_escaped() -> None:
    person = make_person(first_name="<b>", last_name="'\"")
    page = page_for(asked_by(person), "<script>")
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert "&lt;b&gt; &#x27;&quot;" in page


def test_somebody_without_a_name_is_named_by_their_address() -> None:
    assert "nameless@example.org" in page_for(
        asked_by(make_person(first_name="", last_name="", email="nameless@example.org"))
    )


def test_nobody_has_no_name_in_it_and_a_page_of_their_own(drawn: list[str]) -> None:
    signed_in = page_for(asked_by(make_person(first_name="Ada", last_name="One")))
    nobody = page_for(asked_by(AnonymousUser()))
    assert len(drawn) == 2
    assert "Sign out" in signed_in
    assert "Sign out" not in nobody
    assert "Ada" not in nobody


def test_it_is_drawn_anew_for_other_givens_and_when_the_stamp_rises(drawn: list[str]) -> None:
    request = asked_by(make_person())
    page_for(request)
    assert "<title>Other" in page_for(request, title="Other")
    assert len(drawn) == 2
    raise_stamp()
    page_for(request)
    assert len(drawn) == 3


def test_a_message_is_shown_to_whom_it_is_for_alone(drawn: list[str]) -> None:
    told, other = asked_by(make_person()), asked_by(make_person())
    messages.success(told, "Yours alone.")
    assert "Yours alone." in page_for(told, "hers")
    assert drawn == []
    assert "Yours alone." not in page_for(other)
