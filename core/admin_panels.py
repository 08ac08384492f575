"""The dashboard of Wagtail's admin: what needs the team, one panel a question.

Rooms add panels of their own by `core.slots.dashboard`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from wagtail.admin.menu import SubmenuMenuItem, admin_menu
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.ui.components import Component
from wagtail.models import Page

from core import clock, slots, team_desk

SHOWN = 6


@dataclass(frozen=True)
class Line:
    """One thing that needs somebody: what, where to see to it, and why. `late` sets it apart in words and colour."""

    title: str
    url: str
    note: str = ""
    late: bool = False


class NeedPanel(Component):
    """A titled list of lines; it isn't shown while there are none, unless `empty` says something.

    `count` is how many there are, if `lines` may be only the first of them; `url` is where all of them are.
    """

    template_name = "wagtailadmin/home/need_panel.html"

    def __init__(
        self, title: str, lines: Iterable[Line], *, count: int | None = None, url: str = "", empty: str = "",
        icon: str = "info-circle",
    ) -> None:  # fmt: skip
        self.title, self.url, self.empty, self.icon = title, url, empty, icon
        self.lines = list(lines)
        self.count = len(self.lines) if count is None else count

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "title": self.title,
            "lines": self.lines[:SHOWN],
            "more": max(0, self.count - SHOWN),
            "count": self.count,
            "url": self.url,
            "empty": self.empty,
            "icon": self.icon,
        }


class DeskPanel(Component):
    """All the needs, side by side."""

    name = "desk"
    order = 230
    template_name = "wagtailadmin/home/desk.html"

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        own = [*to_do_panels(self.request), *(fill(self.request) for fill in slots.dashboard)]
        panels = [*own, published_panel(self.request)]
        return {
            "panels": [panel for panel in panels if panel], "request": self.request, "menu": menu_links(self.request)
        }  # fmt: skip


class CountItem(SummaryItem):
    """How many pages of one kind there are, leading to their list."""

    template_name = "wagtailadmin/home/count_item.html"

    def __init__(self, request: HttpRequest, *, model: type[Page], url: str, icon: str, order: int) -> None:
        super().__init__(request)
        self.model, self.url, self.icon, self.order = model, url, icon, order

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        count = self.model.objects.filter(live=True).count()
        words = self.model._meta.verbose_name if count == 1 else self.model._meta.verbose_name_plural
        return {"count": count, "words": words, "url": self.url, "icon": self.icon}


def menu_links(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the admin's menu as plain links, (words, address), those of a submenu with its heading: "Quizzes: Export".

    The menu itself is drawn by a script: without one, nothing else leads to the pages that need none.
    """
    links = []
    for item in admin_menu.menu_items_for_request(request):
        if isinstance(item, SubmenuMenuItem):
            below = item.menu.menu_items_for_request(request)
            links += [(f"{item.label}: {one.label}", one.url) for one in below]
        else:
            links.append((str(item.label), item.url))
    return [(words, url) for words, url in links if url.startswith("/")]


def edit_url(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def moment(at: Any) -> str:
    """Return a moment as the team says it, in local time."""
    return date_format(localtime(at), "j F Y, H:i")


def to_do_panels(request: HttpRequest) -> list[NeedPanel]:
    """Return the panels of what may need doing, whatever kind of page it is."""
    editor, now = request.user, clock.now()
    return [
        NeedPanel(
            "Under embargo",
            [
                Line(
                    embargo.page.get_admin_display_title(),
                    edit_url(embargo.page),
                    f"until {moment(embargo.until)}; {ahead(embargo)}",
                )
                for embargo in team_desk.embargoed(editor, at=now)
            ],
            icon="lock",
        ),
        NeedPanel(
            "Going live by itself",
            [
                Line(
                    page.get_admin_display_title(),
                    edit_url(page),
                    f"was due {moment(at)}: is the clock process running?" if at <= now else moment(at),
                    late=at <= now,
                )
                for at, page in team_desk.scheduled(editor)
            ],
            icon="calendar-alt",
        ),
        NeedPanel(
            "Resting on guidance that was superseded",
            [
                Line(page.get_admin_display_title(), edit_url(page), f"{edition}; see {edition.superseded_by}")
                for edition, page in team_desk.on_superseded_guidance(editor)
            ],
            icon="warning",
        ),
        NeedPanel(
            "Your drafts",
            [
                Line(
                    page.get_admin_display_title(),
                    edit_url(page),
                    f"last changed {moment(page.latest_revision_created_at)}",
                )
                for page in team_desk.drafts_of(editor)[: SHOWN * 5]
            ],
            icon="edit",
        ),
    ]


def published_panel(request: HttpRequest) -> NeedPanel:
    lines = [
        Line(page.get_admin_display_title(), edit_url(page), moment(page.last_published_at))
        for page in team_desk.recently_published(request.user)[:SHOWN]
    ]
    return NeedPanel("Published lately", lines, empty="Nothing is published yet.", icon="check")


def ahead(embargo: Any) -> str:
    """Return in words how many people may read before an embargo ends."""
    count = len(embargo.page.early_access.all())
    if count == 0:
        return "nobody reads ahead"
    return "1 person reads ahead" if count == 1 else f"{count} people read ahead"
