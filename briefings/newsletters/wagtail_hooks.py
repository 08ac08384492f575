"""This room's part in Wagtail's admin."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail import hooks

from briefings.newsletters.models import NewsletterPage
from briefings.newsletters.viewsets import NewsletterListing
from core.admin_panels import CountItem

listing = NewsletterListing("newsletters")


@hooks.register("register_admin_viewset")
def register_listing() -> NewsletterListing:
    return listing


@hooks.register("construct_homepage_summary_items")
def count_newsletters(request: HttpRequest, items: list[Any]) -> None:
    url = reverse(listing.get_url_name("index"))
    items.append(CountItem(request, model=NewsletterPage, url=url, icon=listing.icon, order=120))
