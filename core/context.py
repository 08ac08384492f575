"""What every template knows: the partnership and the way around."""

from typing import Any, NamedTuple

from django.http import HttpRequest
from wagtail.models import Site

from core import clock, slots
from core.kept import Kept
from core.models import PartnershipSettings
from core.public_pages import read_stamp

MAIN_LINKS = [
    ("Briefings", "/briefings/"),
    ("Newsletters", "/newsletters/"),
    ("Procedures", "/procedures/"),
    ("Reviews", "/reviews/"),
    ("Courses", "/courses/"),
]
FOOTER_LINKS = [
    ("What do I need?", "/what-do-i-need/"),
    ("Contacts", "/contacts/"),
    ("Accessibility", "/accessibility/"),
    ("Cookies", "/cookies/"),
    ("Privacy", "/privacy/"),
]
# What base.html asks after on every page. Finding out that there is no such thing takes a template longest.
NOTHING = {"form": None, "has_errors": False, "search_query": "", "exit_this_page": False}
_kept: Kept[PartnershipSettings] = Kept()


class Way(NamedTuple):
    """A link of the header. `current` is "page" on that very page, "true" on one below it."""

    title: str
    url: str
    current: str


def partnership_at(stamp: int, request: HttpRequest) -> PartnershipSettings:
    """Return the partnership's settings, read again only when the public stamp has risen since."""
    kept = _kept.get(request.get_host(), lambda: settings_for(request), stamp=stamp, at=clock.now())
    return kept or PartnershipSettings()


def settings_for(request: HttpRequest) -> PartnershipSettings | None:
    """Return the settings of the site that a request is for, with what templates show beside them."""
    site = Site.find_for_request(request) or Site.objects.filter(is_default_site=True).first()
    if site is None:
        return None
    # Not `for_site`, which writes a row when there is none: reading a page writes nothing.
    settings = PartnershipSettings.objects.filter(site=site).first() or PartnershipSettings(site=site)
    settings.urgent_contacts = [contact for contact in settings.contacts.all() if contact.urgent]
    settings.footer_links = FOOTER_LINKS
    return settings


def drawn_with(request: HttpRequest) -> dict[str, Any]:
    """Return what parts of pages that are kept as drawn are drawn with: `partnership` and `stamp`."""
    stamp = read_stamp()
    return {"partnership": partnership_at(stamp, request), "stamp": stamp}


def partnership(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `partnership`, `navigation` and `stamp`; and nothing in the place of what few pages give."""
    links = list(MAIN_LINKS)
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        own = sorted(link for fill in slots.navigation for link in fill(request))
        links = [(title, url) for _, title, url in own] + links
    navigation = tuple(Way(title, url, _current(request.path, url)) for title, url in links)
    return {**NOTHING, **drawn_with(request), "navigation": navigation}


def _current(path: str, url: str) -> str:
    if path == url:
        return "page"
    return "true" if path.startswith(url) else ""
