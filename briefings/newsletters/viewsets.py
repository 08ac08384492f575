"""Newsletter issues in Wagtail's admin."""

from wagtail.admin.ui.tables import Column
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.viewsets.pages import PageListingViewSet

from briefings.newsletters.models import NewsletterPage
from core.admin_columns import DayColumn


class NewsletterListing(PageListingViewSet):
    model = NewsletterPage
    icon = "mail"
    menu_label = "Newsletters"
    menu_order = 120
    add_to_admin_menu = True
    columns = [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label="Title", sort_key="title", classname="title"),
        Column("number", label="Issue", sort_key="number"),
        DayColumn("published_on", label="Published on", sort_key="published_on"),
        PageStatusColumn("status", label="Status", sort_key="live"),
    ]
