"""What is asked of whom on a day."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from core.kept import Kept
from core.public_pages import read_stamp
from learning.compliance import rules
from learning.compliance.models import Requirement, RequirementVersion
from people.models import PathwayMembership


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """One requirement as it stands on a day: its version in force, and whom it asks.

    `roles` are the keys of the job roles in its pathways that day, `agency_paths` the tree paths of the agencies it is
    limited to (none: it isn't). `course_titles` are by course id.
    """

    version: RequirementVersion
    terms: rules.Terms
    introduction: rules.Introduction
    roles: frozenset[int]
    agency_paths: tuple[str, ...]
    course_titles: dict[int, str]

    @property
    def requirement(self) -> Requirement:
        return self.version.requirement

    def asks(self, role: int, agency_path: str) -> bool:
        """Return whether a post is in the audience: its role in a pathway, its agency not left out."""
        if role not in self.roles:
            return False
        return not self.agency_paths or agency_path.startswith(self.agency_paths)


_asked: Kept[list[Asked]] = Kept()


def asked_on(on: date) -> list[Asked]:
    """Return the requirements in force on a day, in the order they are listed.

    Each process keeps them under the public stamp, which the database raises with any change to what they are made
    of: every model here is marked `raises_stamp`.
    """
    return _asked.get(on, lambda: _read(on), stamp=read_stamp()) or []


def _read(on: date) -> list[Asked]:
    versions = (
        RequirementVersion.objects.filter(in_force_from__lte=on)
        .select_related("requirement", "guidance")
        .prefetch_related("listings__course", "pathways", "agencies")
        .order_by("requirement__order", "requirement__title", "requirement", "in_force_from")
    )
    by_requirement: dict[int, list[RequirementVersion]] = defaultdict(list)
    for version in versions:
        by_requirement[version.requirement_id].append(version)
    roles: dict[int, set[int]] = defaultdict(set)
    for pathway, role in PathwayMembership.objects.on(on).values_list("pathway_id", "role_id"):
        roles[pathway].add(role)
    return [asked for past in by_requirement.values() if (asked := _as_it_stands(past, roles, on))]


def _as_it_stands(past: list[RequirementVersion], roles: dict[int, set[int]], on: date) -> Asked | None:
    """Return the version of one requirement that is in force, or None; `past` are all that ever came in."""
    terms = {version: version.terms() for version in past}
    in_force = next((version for version in past if terms[version].in_force_on(on)), None)
    if in_force is None:
        return None
    return Asked(
        version=in_force,
        terms=terms[in_force],
        introduction=rules.introduction_of(terms.values(), on),
        roles=frozenset().union(*(roles[pathway.pk] for pathway in in_force.pathways.all())),
        agency_paths=tuple(agency.path for agency in in_force.agencies.all()),
        course_titles={listing.course_id: listing.course.title for listing in in_force.listings.all()},
    )
