"""Reviews and their kinds in Wagtail's admin."""

from wagtail.admin.ui.tables import Column
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.snippets.views.snippets import SnippetViewSet

from briefings.reviews.models import ReviewKind, ReviewPage
from core.admin_columns import DayColumn


class ReviewListing(PageListingViewSet):
    model = ReviewPage
    icon = "search"
    menu_label = "Reviews"
    menu_order = 130
    add_to_admin_menu = True
    columns = [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label="Title", sort_key="title", classname="title"),
        Column("kind", label="Kind", sort_key="kind"),
        Column("reference", label="Reference", sort_key="reference"),
        DayColumn("published_on", label="Published on", sort_key="published_on"),
        PageStatusColumn("status", label="Status", sort_key="live"),
    ]


class ReviewKindViewSet(SnippetViewSet):
    model = ReviewKind
    icon = "tag"
    menu_label = "Kinds of review"
    add_to_settings_menu = True
    list_display = ["title", "archive", "sort_order"]
