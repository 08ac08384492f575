"""The frame of every page is drawn once for everybody, and holds nothing of anybody's but in its own places."""

from typing import Any

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.test import Client

from core.models import PartnershipSettings
from tests.factories import make_person

pytestmark = pytest.mark.usefixtures("site_tree")

FRAME = (
    "{% load frame %}{% frame ways %}{{ partnership.name }}, {{ ways }}: {{ reader }}"
    "<{% own %}{{ reader }}{% endown %}>{% block main %}nothing{% endblock %}.{% endframe %}"
)


def drawn(page: Template, name: str = "One", *, stamp: int | None = 1, **given: Any) -> str:
    partnership = PartnershipSettings(site_id=1, name=name)
    return str(page.render(Context({"partnership": partnership, "stamp": stamp, "ways": "all", **given})))


def test_only_an_own_place_and_a_block_know_who_reads() -> None:
    frame = Template(FRAME)
    assert drawn(frame, reader="Ada") == "One, all: <Ada>nothing."
    assert drawn(frame, reader="Grace") == "One, all: <Grace>nothing."
    page = Template("{% extends frame %}{% block main %}{{ block.super }} to {{ reader }}{% endblock %}")
    assert drawn(page, frame=frame, reader="Ada") == "One, all: <Ada>nothing to Ada."


def test_it_is_drawn_anew_when_the_stamp_rises_and_for_each_kind_that_it_names() -> None:
    frame = Template(FRAME)
    assert drawn(frame, "One").startswith("One, all")
    assert drawn(frame, "Two").startswith("One, all")
    assert drawn(frame, "Two", ways="few").startswith("Two, few")
    assert drawn(frame, "Two", stamp=2).startswith("Two, all")
    assert drawn(frame, "Three", stamp=None).startswith("Three, all")
    assert drawn(Template(FRAME), "Three", stamp=2).startswith("Three, all")


@pytest.mark.parametrize("inner", ["{% own %}{% endown %}", "{% block main %}{% endblock %}"])
def test_a_block_or_own_place_in_another_tag_is_refused_since_it_would_be_kept(inner: str) -> None:
    with pytest.raises(TemplateSyntaxError, match="stand in no other tag"):
        Template("{% load frame %}{% frame %}{% if partnership %}" + inner + "{% endif %}{% endframe %}")


def test_a_page_for_somebody_after_one_for_nobody_has_its_own_name_and_token() -> None:
    somebody = Client()
    somebody.force_login(make_person(first_name="Ada", last_name="Of the frame"))
    nobodys = [Client().get("/cookies/").content.decode()]
    theirs = somebody.get("/cookies/").content.decode()
    nobodys.append(Client().get("/cookies/").content.decode())
    assert "Ada Of the frame" in theirs
    assert "csrfmiddlewaretoken" in theirs
    for page in nobodys:
        assert "Sign in" in page
        assert "Ada" not in page
        assert "csrfmiddlewaretoken" not in page
