"""Agencies, roles, people, posts and absences."""

from people.models.agencies import Agency, Sector
from people.models.people import Person, StaffNumber
from people.models.posts import Absence, AbsenceKind, AgencyLead, Post, PostKind, PostQuerySet
from people.models.roles import JobRole, Pathway, PathwayMembership

__all__ = [
    "Absence",
    "AbsenceKind",
    "Agency",
    "AgencyLead",
    "JobRole",
    "Pathway",
    "PathwayMembership",
    "Person",
    "Post",
    "PostKind",
    "PostQuerySet",
    "Sector",
    "StaffNumber",
]
