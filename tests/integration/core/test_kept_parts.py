"""Parts of every page are drawn once for everybody, and anew when the public stamp rises."""

import pytest
from django.template import Context, Template
from django.test import Client
from wagtail.models import Site

from core import kept_pages
from core.models import PartnershipSettings
from tests.factories import make_person

pytestmark = pytest.mark.usefixtures("site_tree")


def test_a_part_is_drawn_once_while_the_stamp_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(kept_pages, "render_to_string", lambda name, given: drawn.append(name) or name)
    page = Template('{% load components %}{% kept_part "a.html" %}{% kept_part "a.html" text="b" %}')
    one = PartnershipSettings(site_id=1)
    for stamp in (1, 1, 2):
        page.render(Context({"partnership": one, "stamp": stamp}))
    assert drawn == ["a.html"] * 4
    page.render(Context({"partnership": PartnershipSettings(site_id=2), "stamp": 2}))
    assert len(drawn) == 6
    page.render(Context())
    assert len(drawn) == 8


def test_the_frame_of_a_page_is_of_the_reader_and_of_now() -> None:
    pages = []
    for name in ("Ada", "Grace"):
        client = Client()
        client.force_login(make_person(first_name=name, last_name="Of the frame"))
        pages.append(client.get("/account/").content.decode())
    assert "Ada Of the frame" in pages[0]
    assert "Ada" not in pages[1]
    assert "Grace Of the frame" in pages[1]
    PartnershipSettings.objects.update_or_create(
        site=Site.objects.get(is_default_site=True), defaults={"name": "Another partnership"}
    )
    assert client.get("/account/").content.decode().count("Another partnership") >= 3


def test_the_way_one_is_on_is_marked(client: Client) -> None:
    assert '<a href="/courses/" aria-current="page">' in client.get("/courses/").content.decode()
    assert "aria-current" not in client.get("/contacts/").content.decode()
