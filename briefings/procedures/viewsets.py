"""The manual's procedures and parts in Wagtail's admin."""

from wagtail.admin.ui.tables import Column
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.snippets.views.snippets import SnippetViewSet

from briefings.procedures.models import ProcedurePage, ProcedurePart
from core.admin_columns import DayColumn


class ProcedureListing(PageListingViewSet):
    model = ProcedurePage
    icon = "list-ol"
    menu_label = "Procedures"
    menu_order = 140
    add_to_admin_menu = True
    ordering = ["next_review_on", "title"]
    columns = [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label="Title", sort_key="title", classname="title"),
        Column("chapter", label="Chapter", sort_key="chapter"),
        Column("version", label="Version"),
        DayColumn("in_force_from", label="In force from", sort_key="in_force_from"),
        DayColumn("next_review_on", label="Next review", sort_key="next_review_on"),
        PageStatusColumn("status", label="Status", sort_key="live"),
    ]


class ProcedurePartViewSet(SnippetViewSet):
    model = ProcedurePart
    icon = "list-ol"
    menu_label = "Parts of the manual"
    add_to_settings_menu = True
    list_display = ["number", "title"]
    ordering = ["number"]
