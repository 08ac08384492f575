"""Requirements, and people of whom they are asked, for the tests of compliance."""

from datetime import date
from typing import Any

from learning.catalogue.models import Course
from learning.compliance.actions import save_version
from learning.compliance.models import CourseListing, Requirement, RequirementVersion
from people.models import Agency, JobRole, Pathway, PathwayMembership, Person, Post
from tests import factories
from tests.integration.learning.making import make_completion, make_course

LONG_AGO = date(2015, 1, 1)
_next = factories.numbers()


def make_pathway(*roles: JobRole, since: date = LONG_AGO, until: date | None = None) -> Pathway:
    number = next(_next)
    pathway = Pathway.objects.create(code=f"pathway-{number}", title=f"Pathway {number}")
    for role in roles:
        PathwayMembership.objects.create(pathway=pathway, role=role, since=since, until=until)
    return pathway


def make_requirement(
    *roles: JobRole,
    first: Course | None = None,
    renewing: Course | None = None,
    agencies: list[Agency] | None = None,
    **fields: Any,
) -> Requirement:
    """Return a requirement of posts in the given roles: within 6 months, renewed every 36, unless told.

    `first` may come first and renews; `renewing` only renews. `title` and `code` are the requirement's, all else is the
    version's.
    """
    number = next(_next)
    requirement = Requirement.objects.create(
        code=fields.pop("code", f"REQ-{number}"), title=fields.pop("title", f"Requirement {number}"), order=number
    )
    add_version(requirement, *roles, first=first, renewing=renewing, agencies=agencies, **fields)
    return requirement


def add_version(
    requirement: Requirement,
    *roles: JobRole,
    first: Course | None = None,
    renewing: Course | None = None,
    agencies: list[Agency] | None = None,
    **fields: Any,
) -> RequirementVersion:
    given = {"first_months": 6, "renewal": "months", "renewal_months": 36, "in_force_from": LONG_AGO} | fields
    version = RequirementVersion(requirement=requirement, **given)
    version.pathways = [make_pathway(*roles)]
    version.agencies = agencies or []
    version.listings = [CourseListing(course=first or make_course(), first=True, renewing=True)]
    if renewing:
        version.listings.add(CourseListing(course=renewing, first=False, renewing=True))
    return save_version(version=version, by=None)


def make_team(size: int, *, agency: Agency | None = None, **fields: Any) -> tuple[Person, list[Post]]:
    """Return a manager and the posts of their team, all in one agency and one role."""
    agency = agency or factories.make_agency()
    role = factories.make_role()
    manager = factories.make_post(agency=agency).person
    first = next(_next)
    people = Person.objects.bulk_create(
        Person(email=f"t{first}-{n}@example.org", first_name="Team", last_name=f"Member{first}x{n}", password="!")
        for n in range(size)
    )
    posts = Post.objects.bulk_create(
        Post(**({"person": one, "agency": agency, "role": role, "start": LONG_AGO, "line_manager": manager} | fields))
        for one in people
    )
    return manager, posts


__all__ = ["add_version", "make_completion", "make_course", "make_pathway", "make_requirement", "make_team"]
