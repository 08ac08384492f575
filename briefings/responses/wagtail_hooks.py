"""This room's part in Wagtail: a page that people confirmed isn't deleted, and the way to who has."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from briefings.responses.models import Acknowledgement


def _confirmed(pages: list[Page]) -> bool:
    """Return whether somebody has confirmed a page among `pages`, or below one of them."""
    return any(
        Acknowledgement.objects.filter(page__in=Page.objects.descendant_of(page, inclusive=True)).exists()
        for page in pages
    )


def _refuse(request: HttpRequest, page: Page) -> HttpResponse:
    messages.error(
        request, "People have confirmed that they read this page, and that stays on record. Unpublish it instead."
    )
    return redirect("wagtailadmin_explore", page.pk)


@hooks.register("before_delete_page")
def keep_a_page_that_people_confirmed(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to delete a page that somebody has confirmed: it is to be unpublished instead."""
    return _refuse(request, page) if request.method == "POST" and _confirmed([page]) else None


@hooks.register("before_bulk_action")
def keep_pages_that_people_confirmed(
    request: HttpRequest, action: str, objects: list[Any], view: Any
) -> HttpResponse | None:
    """Refuse it in a bulk action too."""
    if action != "delete" or not all(isinstance(one, Page) for one in objects) or not _confirmed(objects):
        return None
    return _refuse(request, objects[0].get_parent())


class WhoHasReadMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("people.view_everyone"))


@hooks.register("register_admin_menu_item")
def who_has_read() -> MenuItem:
    return WhoHasReadMenuItem("Who has read what", reverse("responses:overview"), icon_name="glasses", order=150)
