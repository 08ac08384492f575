"""Themes, audiences and guidance editions in Wagtail's admin."""

from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from core.models import Audience, GuidanceEdition, Theme


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
