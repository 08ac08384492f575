"""Learning briefings in Wagtail's admin."""

from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.viewsets.pages import PageListingViewSet

from briefings.library.models import BriefingPage
from core.admin_columns import DayColumn


class BriefingListing(PageListingViewSet):
    model = BriefingPage
    icon = "doc-full-inverse"
    menu_label = "Briefings"
    menu_order = 110
    add_to_admin_menu = True
    columns = [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label="Title", sort_key="title", classname="title"),
        DayColumn("published_on", label="Published on", sort_key="published_on"),
        Column("minutes", label="Minutes", sort_key="minutes"),
        DateColumn("latest_revision_created_at", label="Last changed", sort_key="latest_revision_created_at"),
        PageStatusColumn("status", label="Status", sort_key="live"),
    ]
