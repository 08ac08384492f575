"""Agencies, roles, people, posts and absences."""

from people.models.agencies import Agency, AgencyState, Sector
from people.models.imports import (
    ImportBatch,
    ImportedRow,
    ImportMapping,
    PostOffer,
    Undoing,
    UndoingState,
    Upload,
    UploadLine,
    UploadState,
)
from people.models.joining import JoinRequest, JoinState
from people.models.merges import Merge
from people.models.people import Person, StaffNumber
from people.models.posts import Absence, AbsenceKind, AgencyLead, Post, PostKind, PostQuerySet
from people.models.roles import JobRole, Pathway, PathwayMembership
from people.models.sessions import Session

__all__ = [
    "Absence",
    "AbsenceKind",
    "Agency",
    "AgencyLead",
    "AgencyState",
    "ImportBatch",
    "ImportMapping",
    "ImportedRow",
    "JobRole",
    "JoinRequest",
    "JoinState",
    "Merge",
    "Pathway",
    "PathwayMembership",
    "Person",
    "Post",
    "PostKind",
    "PostOffer",
    "PostQuerySet",
    "Sector",
    "Session",
    "StaffNumber",
    "Undoing",
    "UndoingState",
    "Upload",
    "UploadLine",
    "UploadState",
]
