"""Requirements, their versions, exemptions and reminders in Wagtail's admin."""

from learning.compliance.viewsets.exemptions import ExemptionViewSet
from learning.compliance.viewsets.reminders import ChangeOnlyPolicy, ReminderWordingViewSet
from learning.compliance.viewsets.requirements import RequirementVersionViewSet, RequirementViewSet

__all__ = [
    "ChangeOnlyPolicy",
    "ExemptionViewSet",
    "ReminderWordingViewSet",
    "RequirementVersionViewSet",
    "RequirementViewSet",
]
