"""The demonstration partnership's front door, standing pages and settings."""

from pathlib import Path
from typing import Any

from wagtail.models import Page, Site

from core.demo import DemoRun, read, stream
from core.models import PartnershipContact, PartnershipSettings
from home.models import ContentPage, HomePage


def build(run: DemoRun) -> None:
    content = read(__file__, "home.toml")
    home = make_home(content["heading"], content["introduction"])
    site = make_site(home, content["partnership"]["short_name"])
    make_settings(site, content["partnership"])
    folder = Path(__file__).parent / "demo_content"
    for page in read(__file__, "pages.toml")["pages"]:
        if ContentPage.objects.filter(slug=page["slug"]).exists():
            continue
        fresh = ContentPage(
            title=page["title"],
            slug=page["slug"],
            summary=page["summary"],
            show_exit=page["exit_button"],
            body=stream(page["body"], folder),
            owner=run.team,
        )
        home.add_child(instance=fresh)
        fresh.save_revision(user=run.team).publish(user=run.team)
        home.refresh_from_db()


def make_home(heading: str, introduction: str) -> HomePage:
    """Return the home page, made in place of Wagtail's own welcome page."""
    found = HomePage.objects.first()
    if found:
        return found
    root = Page.get_first_root_node()
    root.get_children().delete()
    root = Page.objects.get(pk=root.pk)
    home = HomePage(title="Home", slug="home", heading=heading, introduction=introduction)
    root.add_child(instance=home)
    return home


def make_site(home: HomePage, name: str) -> Site:
    site, _ = Site.objects.get_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "port": 80, "root_page": home, "site_name": name}
    )
    if site.root_page_id != home.pk:
        site.root_page, site.site_name = home, name
        site.save()
    return site


def make_settings(site: Site, fields: dict[str, Any]) -> None:
    if PartnershipSettings.objects.filter(site=site).exists():
        return
    contacts = fields.pop("contacts")
    settings = PartnershipSettings(site=site, **fields)
    settings.contacts = [PartnershipContact(sort_order=order, **contact) for order, contact in enumerate(contacts)]
    settings.save()
