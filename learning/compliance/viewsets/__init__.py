"""Requirements, their versions and exemptions in Wagtail's admin."""

from learning.compliance.viewsets.exemptions import ExemptionViewSet
from learning.compliance.viewsets.requirements import RequirementVersionViewSet, RequirementViewSet

__all__ = ["ExemptionViewSet", "RequirementVersionViewSet", "RequirementViewSet"]
