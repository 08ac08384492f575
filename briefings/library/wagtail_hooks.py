"""This room's part in Wagtail's admin."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail import hooks

from briefings.library.models import BriefingPage
from briefings.library.viewsets import BriefingListing
from core.admin_panels import CountItem

listing = BriefingListing("briefings")


@hooks.register("register_admin_viewset")
def register_listing() -> BriefingListing:
    return listing


@hooks.register("construct_homepage_summary_items")
def count_briefings(request: HttpRequest, items: list[Any]) -> None:
    url = reverse(listing.get_url_name("index"))
    items.append(CountItem(request, model=BriefingPage, url=url, icon=listing.icon, order=110))
