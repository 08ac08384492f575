"""Lists in the admin that run over several pages."""

from typing import Any

from django.db.models import QuerySet
from wagtail.snippets.views.snippets import IndexView


class InOneOrder:
    """A list in which rows that sort alike keep one order from page to page.

    Sorted by day alone, the hundreds who were trained on one day have none: each page is a query of its own, and of
    those the database may show one twice and another never.
    """

    def order_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        ordered: QuerySet[Any] = super().order_queryset(queryset)  # type: ignore[misc]
        if self.is_searching and self.search_backend_name:  # type: ignore[attr-defined]
            return ordered  # the search has its own order
        return ordered.order_by(*(ordered.query.order_by or ordered.model._meta.ordering), "pk")


class SnippetIndexView(InOneOrder, IndexView):
    """A snippet's list, in one order."""
