"""The wording of reminders in Wagtail's admin: changed and previewed, never added or deleted."""

from typing import Any

from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList
from wagtail.permission_policies import ModelPermissionPolicy

from core.audited import AuditedViewSet
from learning.compliance.models import ReminderWording


class ChangeOnlyPolicy(ModelPermissionPolicy):
    """The site has as many wordings as it has kinds of reminders: nobody adds one or takes one away."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action not in {"add", "delete"} and bool(super().user_has_permission(user, action))


class ReminderWordingViewSet(AuditedViewSet):
    model = ReminderWording
    icon = "mail"
    menu_label = "Reminders’ wording"
    list_display = ["__str__", "subject"]
    edit_handler = ObjectList(
        [
            HelpPanel(template="compliance/admin/wording_help.html"),
            FieldPanel("subject"),
            FieldPanel("opening"),
            FieldPanel("closing"),
        ]
    )
