"""People's part in Wagtail's admin: one menu for who works where, as what."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from core import clock
from people import desk
from people.imports.kinds import may_import_for_all
from people.models import Post
from people.queries import RIGHTS_REST, resting_among
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


class KeepersMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perms(desk.RIGHTS))


class FilesMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_import_for_all(request.user)


class PeopleGroup(SnippetViewSetGroup):
    items = (PostViewSet, AbsenceViewSet, AgencyViewSet, AgencyLeadViewSet, JobRoleViewSet, PathwayViewSet)
    menu_label = "People"
    menu_icon = "group"
    menu_order = 250

    def get_submenu_items(self) -> list[Any]:
        people = PeopleMenuItem("People and sign-in", reverse("wagtailusers_users:index"), icon_name="key", order=2)
        kept = KeepersMenuItem("People", reverse("people_desk"), icon_name="user", order=0)
        twice = KeepersMenuItem("Possible duplicates", reverse("people_duplicates"), icon_name="copy", order=1)
        files = FilesMenuItem("Bring in files", reverse("imports:index"), icon_name="upload", order=3)
        return [kept, twice, people, files, *super().get_submenu_items()]


register_snippet(PeopleGroup)


@hooks.register("register_admin_urls")
def addresses_of_the_desk() -> list[Any]:
    return [
        path("people/", desk.listed, name="people_desk"),
        path("people/add/", desk.add, name="people_add"),
        path("people/duplicates/", desk.duplicates, name="people_duplicates"),
        path("people/merges/<int:key>/undo/", desk.undo, name="people_undo_merge"),
        path("people/<int:key>/", desk.mend, name="people_mend"),
        path("people/<int:key>/invite/", desk.invite, name="people_invite"),
        path("people/<int:kept>/merge/<int:gone>/", desk.merge, name="people_merge"),
    ]


@hooks.register("register_admin_viewset")
def person_chooser() -> PersonChooserViewSet:
    return PersonChooserViewSet("person_chooser")


@hooks.register("before_delete_snippet")
def keep_a_leavers_post(request: HttpRequest, instances: list[Any]) -> HttpResponse | None:
    """Whoever never held a post keeps their rights, so to delete a leaver's only one would bring theirs back."""
    people = [post.person_id for post in instances if isinstance(post, Post)]
    if not people or request.user.is_superuser or not resting_among(people, on=clock.today()):
        return None
    messages.error(request, RIGHTS_REST)
    return redirect(reverse(Post.snippet_viewset.get_url_name("list")))  # type: ignore[attr-defined]


@hooks.register("before_bulk_action")
def keep_leavers_posts(request: HttpRequest, action: str, objects: list[Any], view: Any) -> HttpResponse | None:
    return keep_a_leavers_post(request, objects) if action == "delete" else None
