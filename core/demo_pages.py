"""How the rooms' demo.py modules put pages into the tree: as the team does, through a revision that is published."""

from typing import Any

from wagtail.models import Page, Site

from core.demo import DemoRun


def section_page(run: DemoRun, model: type[Any], **fields: Any) -> Any:
    """Return the one page of a section, such as the index of briefings, made below the home page if it isn't there."""
    found = model.objects.first()
    if found:
        return found
    home = Site.objects.get(is_default_site=True).root_page
    return publish(run, model(**fields), under=home)


def publish(run: DemoRun, page: Any, *, under: Page) -> Any:
    """Return a new page, put below another and published in the team's name."""
    page.live = False
    page.owner = run.team
    Page.objects.get(pk=under.pk).add_child(instance=page)
    page.save_revision(user=run.team).publish(user=run.team)
    page.refresh_from_db()
    return page
