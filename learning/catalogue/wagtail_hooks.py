"""The catalogue's part in Wagtail's admin."""

from wagtail.snippets.models import register_snippet

from learning.catalogue.viewsets import CatalogueViewSetGroup

register_snippet(CatalogueViewSetGroup)
