"""People, agencies, posts and pages for tests. Each call makes one thing, with whatever the test doesn't care about."""

from collections.abc import Iterator
from datetime import date
from itertools import count
from typing import Any

from django.contrib.auth.models import Group
from wagtail.models import Collection, Locale, Page, Site

from home.models import ContentPage, HomePage
from people.groups import BOARD, WORKFORCE_TEAM
from people.models import Agency, AgencyLead, AgencyState, JobRole, Person, Post

PASSWORD = "correct-horse-battery"
LONG_AGO = date(2020, 1, 6)


def numbers() -> Iterator[int]:
    """Return the numbers that names are made unique with, all of one length.

    So no name is the beginning of another ("Person 1" of "Person 12"), and names come in the order in which they were
    made, however many a worker's other tests have made before.
    """
    return count(10_001)


_next = numbers()


def make_person(**fields: Any) -> Person:
    """Return a new person who may sign in with PASSWORD (`password=None` for none, `email=None` for no email)."""
    number = next(_next)
    fields = {
        "email": f"person-{number}@example.org",
        "password": PASSWORD,
        "first_name": "Person",
        "last_name": f"Number{number}",
    } | fields
    return Person.objects.create_user(**fields)


def make_team_member(**fields: Any) -> Person:
    """Return a person of the workforce development team."""
    return _in_group(WORKFORCE_TEAM, make_person(**fields))


def make_board_member(**fields: Any) -> Person:
    return _in_group(BOARD, make_person(**fields))


def make_superuser(**fields: Any) -> Person:
    return make_person(is_staff=True, is_superuser=True, **fields)


def _in_group(name: str, person: Person) -> Person:
    person.groups.add(Group.objects.get(name=name))
    return person


def make_agency(parent: Agency | None = None, **fields: Any) -> Agency:
    """Return an agency that has been live since LONG_AGO, unless another state is given."""
    number = next(_next)
    fields = {"code": f"agency-{number}", "name": f"Agency {number}", "state": AgencyState.LIVE} | fields
    if fields["state"] == AgencyState.LIVE:
        fields.setdefault("live_since", LONG_AGO)
    return parent.add_child(**fields) if parent else Agency.add_root(**fields)


def make_role(**fields: Any) -> JobRole:
    number = next(_next)
    return JobRole.objects.create(**({"code": f"role-{number}", "title": f"Role {number}"} | fields))


def make_post(person: Person | None = None, **fields: Any) -> Post:
    """Return a post held since LONG_AGO, in a new agency and role unless they are given."""
    fields.setdefault("start", LONG_AGO)
    return Post.objects.create(
        person=person or make_person(),
        agency=fields.pop("agency", None) or make_agency(),
        role=fields.pop("role", None) or make_role(),
        **fields,
    )


def make_manager(*reports: Post, **fields: Any) -> Person:
    """Return a person with a post, who is the line manager of the given posts."""
    agency = reports[0].agency if reports else None
    manager = make_post(make_person(**fields), agency=agency).person
    for post in reports:
        post.line_manager = manager
        post.save()
    return manager


def make_lead(agency: Agency, **fields: Any) -> Person:
    """Return a person with a post somewhere, who leads an agency since LONG_AGO."""
    person = make_post(make_person(**fields)).person
    AgencyLead.objects.create(person=person, agency=agency, since=LONG_AGO)
    return person


def make_site() -> Site:
    """Return the default site with this project's home page as its root, making what a flush took away."""
    Locale.objects.get_or_create(language_code="en-gb")
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    root = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root"))
    site = Site.objects.filter(is_default_site=True).first() or Site(hostname="localhost", is_default_site=True)
    home = HomePage.objects.first()
    if home is None:
        root.get_children().delete()
        root.refresh_from_db()
        home = root.add_child(instance=HomePage(title="Home", slug="home", heading="Learning from practice"))
    site.root_page = home
    site.save()
    Site.clear_site_root_paths_cache()
    return site


def make_page(parent: Page, **fields: Any) -> ContentPage:
    """Return a live plain page below `parent`."""
    number = next(_next)
    fields = {"title": f"Page {number}", "slug": f"page-{number}"} | fields
    page: ContentPage = parent.add_child(instance=ContentPage(**fields))
    return page
