"""Themes, audiences, guidance editions and early access in Wagtail's admin."""

from typing import Any

from django.urls import URLPattern
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

    def get_success_buttons(self) -> list[Any]:
        """No way to an edit: there is none."""
        return []


class WithdrawView(generic.DeleteView):
    def delete_action(self) -> None:
        withdraw_early_access(access=self.object, by=self.request.user)


class EarlyAccessIndexView(generic.IndexView):
    def get_edit_url(self, instance: EarlyAccess) -> None:
        """Nothing of it is changed: it is given and taken away."""


class EarlyAccessViewSet(ModelViewSet):
    """The named list of who reads ahead. Given and taken away, never changed: each is a line of the audit log."""

    model = EarlyAccess
    icon = "key"
    menu_label = "Early access"
    add_to_settings_menu = True
    index_view_class = EarlyAccessIndexView
    add_view_class = GrantView
    delete_view_class = WithdrawView
    list_display = ["page", "person", "granted_by", "granted_at"]
    ordering = ["-granted_at"]
    inspect_view_enabled = False
    copy_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> Any:
        return EarlyAccessForm

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return the list, giving and taking away: nothing that changes one."""
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "edit"]
