"""The training record's part in Wagtail's admin."""

from django.http import HttpRequest
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import register_permission_policy

from core import clock, slots
from core.admin_panels import SHOWN, Line, NeedPanel
from learning.records.models import Completion, ExternalReport
from learning.records.models.external import CHECK_EVERYBODY
from learning.records.permissions import LookOnlyPolicy
from learning.records.queries import waiting_reports
from learning.records.viewsets import CompletionViewSet

register_permission_policy(Completion, LookOnlyPolicy(Completion), exact_class=True)


@hooks.register("register_admin_viewset")
def completions() -> CompletionViewSet:
    return CompletionViewSet()


class ReportsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perms(CHECK_EVERYBODY))


@hooks.register("register_admin_menu_item")
def external_learning() -> MenuItem:
    return ReportsMenuItem("External learning", reverse("records:reports_to_check"), icon_name="doc-full", order=261)


def reports_that_wait(request: HttpRequest) -> NeedPanel | None:
    """Return the dashboard's panel of learning elsewhere that waits to be checked, the longest wait first."""
    if not request.user.has_perms(CHECK_EVERYBODY):
        return None
    waiting = waiting_reports(request.user, on=clock.today())
    lines = [
        Line(str(one.person), one.get_absolute_url(), f"{one.course}, {_since(one)}")
        for one in waiting.select_related("person", "course")[:SHOWN]
    ]
    count = waiting.count() if len(lines) == SHOWN else len(lines)
    url = reverse("records:reports_to_check")
    return NeedPanel("External learning to check", lines, count=count, url=url, icon="doc-full")


def _since(report: ExternalReport) -> str:
    return f"since {report.reported_at.day} {report.reported_at:%B}"


slots.dashboard.append(reports_that_wait)
