"""This room's part in Wagtail's admin."""

from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from learning.compliance.viewsets import ExemptionViewSet, RequirementVersionViewSet, RequirementViewSet


class RequirementsGroup(SnippetViewSetGroup):
    items = (RequirementViewSet, RequirementVersionViewSet, ExemptionViewSet)
    menu_label = "Requirements"
    menu_icon = "tasks"
    menu_order = 245


register_snippet(RequirementsGroup)
