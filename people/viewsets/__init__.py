"""People, agencies, roles and posts in Wagtail's admin."""

from people.viewsets.agencies import AgencyLeadViewSet, AgencyViewSet
from people.viewsets.choosers import PersonChooserViewSet
from people.viewsets.people import PersonViewSet
from people.viewsets.posts import AbsenceViewSet, PostViewSet
from people.viewsets.roles import JobRoleViewSet, PathwayViewSet

__all__ = [
    "AbsenceViewSet",
    "AgencyLeadViewSet",
    "AgencyViewSet",
    "JobRoleViewSet",
    "PathwayViewSet",
    "PersonChooserViewSet",
    "PersonViewSet",
    "PostViewSet",
]
