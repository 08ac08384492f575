"""This room's part in Wagtail's admin."""

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from core import slots
from core.admin_panels import SHOWN, Line, NeedPanel
from learning.compliance.models import LetterState, ReminderLetter, ReminderWording
from learning.compliance.views import reminder_desk
from learning.compliance.viewsets import (
    ChangeOnlyPolicy,
    ExemptionViewSet,
    ReminderWordingViewSet,
    RequirementVersionViewSet,
    RequirementViewSet,
)


class RequirementsGroup(SnippetViewSetGroup):
    items = (RequirementViewSet, RequirementVersionViewSet, ExemptionViewSet, ReminderWordingViewSet)
    menu_label = "Requirements"
    menu_icon = "tasks"
    menu_order = 245


register_permission_policy(ReminderWording, ChangeOnlyPolicy(ReminderWording), exact_class=True)
register_snippet(RequirementsGroup)


class RemindersMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perms(reminder_desk.RIGHTS))


@hooks.register("register_admin_menu_item")
def reminders_sent() -> MenuItem:
    return RemindersMenuItem("Reminders sent", reverse("reminder_letters"), icon_name="mail", order=262)


@hooks.register("register_admin_urls")
def reminder_addresses() -> list[Any]:
    return [
        path("reminders/", reminder_desk.listed, name="reminder_letters"),
        path("reminders/<int:key>/", reminder_desk.letter, name="reminder_letter"),
    ]


def reminders_in_trouble(request: HttpRequest) -> NeedPanel | None:
    """Return the dashboard's panel of reminders that didn't go, or may not have."""
    if not request.user.has_perms(reminder_desk.RIGHTS):
        return None
    troubled = ReminderLetter.objects.in_trouble()
    lines = [
        Line(
            str(letter.person),
            reverse("reminder_letter", args=[letter.pk]),
            letter.get_state_display(),
            late=letter.state == LetterState.FAILED,
        )
        for letter in troubled.select_related("person")[:SHOWN]
    ]
    count = troubled.count() if len(lines) == SHOWN else len(lines)
    return NeedPanel("Reminders that didn’t go, or may not have", lines, count=count, icon="mail")


slots.dashboard.append(reminders_in_trouble)
