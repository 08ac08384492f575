"""Themes, audiences, guidance editions and early access in Wagtail's admin."""

from typing import Any

from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from core.actions import grant_early_access, withdraw_early_access
from core.admin_forms import EarlyAccessForm
from core.models import Audience, EarlyAccess, GuidanceEdition, Theme


class ThemeViewSet(SnippetViewSet):
    model = Theme
    icon = "tag"
    list_display = ["title", "summary"]


class AudienceViewSet(SnippetViewSet):
    model = Audience
    icon = "group"
    list_display = ["title", "summary"]


class GuidanceViewSet(SnippetViewSet):
    model = GuidanceEdition
    icon = "doc-full"
    menu_label = "Guidance editions"
    list_display = ["title", "edition", "published_on", "superseded_by"]


class SharedViewSetGroup(SnippetViewSetGroup):
    items = (ThemeViewSet, AudienceViewSet, GuidanceViewSet)
    menu_label = "Guidance, words"
    menu_icon = "tag"
    menu_order = 700


class GrantView(generic.CreateView):
    def save_instance(self) -> EarlyAccess:
        fresh = self.form.instance
        return grant_early_access(page=fresh.page, person=fresh.person, by=self.request.user)


class WithdrawView(generic.DeleteView):
    def delete_action(self) -> None:
        withdraw_early_access(access=self.object, by=self.request.user)


class EarlyAccessViewSet(ModelViewSet):
    """The named list of who reads ahead. Given and taken away, never changed: each is a line of the audit log."""

    model = EarlyAccess
    icon = "key"
    menu_label = "Early access"
    add_to_settings_menu = True
    add_view_class = GrantView
    delete_view_class = WithdrawView
    list_display = ["page", "person", "granted_by", "granted_at"]
    ordering = ["-granted_at"]
    inspect_view_enabled = False
    copy_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> Any:
        return EarlyAccessForm
