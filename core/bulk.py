"""Bulk actions that keep to what their list shows.

Once somebody ticks "all in listing", Wagtail's own take everything there is of the model, whatever was searched or
filtered for: of a bank of hundreds of questions, those of every category instead of the one that was looked at.
"""

from typing import Any

from django.http import HttpRequest
from wagtail.snippets.bulk_actions.delete import DeleteBulkAction
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction


class OnWhatIsListed(SnippetBulkAction):
    """A bulk action whose "all in listing" is all that the list has found."""

    def get_all_objects_in_listing_query(self, parent_id: Any) -> list[Any]:
        return listed_keys(self.model, self.request)


class DeleteListed(OnWhatIsListed, DeleteBulkAction):
    """Wagtail's own way to delete several snippets, on what is listed."""


def listed_keys(model: Any, request: HttpRequest) -> list[Any]:
    """Return the keys of what a snippet's list shows, on all of its pages, for the filters and words in the query."""
    index = model.snippet_viewset.index_view
    view = index.view_class(**index.view_initkwargs)
    view.setup(request)
    return [one.pk for one in view.get_queryset()]
