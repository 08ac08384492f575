"""Links within running text: an address is part of what an embargo keeps back."""

from typing import Any

from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

from core.queries import published_for


def names_pages(html: str) -> bool:
    """Return whether rich text names anything by its key. How that is shown changes by the clock too, with no stamp
    raised: it may be drawn with a moment to end at (core/kept.py), or each time."""
    return "linktype=" in html or "<embed" in html


class PublishedPageLinkHandler(PageLinkHandler):
    """Writes the address of a page only once it is published; until then the words stand without a link.

    Running text knows no reader, so somebody with early access sees the words alone too. A page for some readers
    keeps its link: it asks those who follow it to sign in.
    """

    @classmethod
    def get_many(cls, attrs_list: list[dict[str, Any]]) -> list[Page | None]:
        keys = [int(attrs["id"]) for attrs in attrs_list if str(attrs.get("id", "")).isdigit()]
        pages = {str(page.pk): page for page in published_for().filter(pk__in=keys)}
        return [pages.get(str(attrs.get("id"))) for attrs in attrs_list]
