"""People's part in Wagtail's admin: one menu for who works where, as what."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from people.viewsets import (
    AbsenceViewSet,
    AgencyLeadViewSet,
    AgencyViewSet,
    JobRoleViewSet,
    PathwayViewSet,
    PersonChooserViewSet,
    PostViewSet,
)


class PeopleMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("people.change_person"))


class PeopleGroup(SnippetViewSetGroup):
    items = (PostViewSet, AbsenceViewSet, AgencyViewSet, AgencyLeadViewSet, JobRoleViewSet, PathwayViewSet)
    menu_label = "People"
    menu_icon = "group"
    menu_order = 250

    def get_submenu_items(self) -> list[Any]:
        people = PeopleMenuItem("People and sign-in", reverse("wagtailusers_users:index"), icon_name="user", order=0)
        return [people, *super().get_submenu_items()]


register_snippet(PeopleGroup)


@hooks.register("register_admin_viewset")
def person_chooser() -> PersonChooserViewSet:
    return PersonChooserViewSet("person_chooser")
