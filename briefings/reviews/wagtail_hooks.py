"""This room's part in Wagtail's admin."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from briefings.reviews.models import ReviewPage
from briefings.reviews.viewsets import ReviewKindViewSet, ReviewListing
from core.admin_panels import CountItem

register_snippet(ReviewKindViewSet)
listing = ReviewListing("reviews")


@hooks.register("register_admin_viewset")
def register_listing() -> ReviewListing:
    return listing


@hooks.register("construct_homepage_summary_items")
def count_reviews(request: HttpRequest, items: list[Any]) -> None:
    url = reverse(listing.get_url_name("index"))
    items.append(CountItem(request, model=ReviewPage, url=url, icon=listing.icon, order=130))
