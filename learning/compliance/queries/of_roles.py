"""What is asked of a job role: for whoever wants to know before there is a post."""

from dataclasses import dataclass
from datetime import date

from learning.compliance.models import Requirement
from learning.compliance.queries.asked import Asked, asked_on
from learning.compliance.queries.asking import version_in_words
from people.models import JobRole, Pathway, PathwayMembership


@dataclass(frozen=True)
class AskedOfRole:
    """One requirement of a role: what it asks in a sentence, and the agencies that it is limited to (none: all)."""

    asked: Asked
    sentence: str
    agencies: list[str]

    @property
    def requirement(self) -> Requirement:
        return self.asked.requirement


@dataclass(frozen=True)
class RoleNeeds:
    role: JobRole
    pathways: list[Pathway]
    asked: list[AskedOfRole]


def roles_to_pick(*, on: date) -> list[JobRole]:
    """Return the job roles that are in a pathway on a day, by title."""
    members = PathwayMembership.objects.on(on).order_by().values("role")
    return list(JobRole.objects.filter(pk__in=members))


def needs_of(role: JobRole, *, on: date, agency_path: str | None = None) -> RoleNeeds:
    """Return the pathways that a role is in on a day, and what is asked of it: in one agency, or anywhere."""
    members = PathwayMembership.objects.on(on).filter(role=role).order_by().values("pathway")
    asked = [
        AskedOfRole(one, version_in_words(one.version), [agency.name for agency in one.version.agencies.all()])
        for one in asked_on(on)
        if role.pk in one.roles and (agency_path is None or one.asks(role.pk, agency_path))
    ]
    return RoleNeeds(role, list(Pathway.objects.filter(pk__in=members)), asked)
