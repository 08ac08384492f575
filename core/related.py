"""What a page leads to and what leads to it: always only what the reader may read."""

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, ReferenceIndex

from core.models import PageAttachment
from core.queries import readable_by


def readable_among(keys: Iterable[int], reader: Any) -> dict[int, Any]:
    """Return the pages with these keys that `reader` may read, as their own types, by key.

    One query, and one more for each type of page among them.
    """
    wanted = list(keys)
    if not wanted:
        return {}
    return {page.pk: page for page in readable_by(reader).filter(pk__in=wanted).specific()}


def related_to(page: Page, reader: Any) -> list[Any]:
    """Return the pages that an editor put beside `page`, in the editor's order."""
    keys = [link.related_id for link in page.related_links.all()]
    found = readable_among(keys, reader)
    return [found[key] for key in dict.fromkeys(keys) if key in found]


def leading_to(page: Page, reader: Any) -> list[Any]:
    """Return the pages that name `page` in a field, a block or a link, newest first.

    Source: Wagtail's reference index, which follows what is saved, so that no room need know another.
    """
    references = ReferenceIndex.get_references_to(page).filter(
        base_content_type=ContentType.objects.get_for_model(Page)
    )
    keys = {int(key) for key in references.values_list("object_id", flat=True)} - {page.pk}
    found = readable_among(keys, reader).values()
    return sorted(found, key=lambda other: (other.first_published_at is not None, other.first_published_at, other.pk),
                  reverse=True)  # fmt: skip


def by_kind(pages: Iterable[Any]) -> dict[str, list[Any]]:
    """Return pages grouped by what kind of page they call themselves, in the order in which kinds first occur."""
    groups: dict[str, list[Any]] = {}
    for page in pages:
        groups.setdefault(getattr(page, "kind_name", "") or "Page", []).append(page)
    return groups


def attachments_of(page: Page) -> list[dict[str, Any]]:
    """Return the files beside `page` as the file_attachment component takes them."""
    listed: list[PageAttachment] = list(page.attachments.all())
    return [
        {
            "title": str(attachment),
            "url": attachment.document.url,
            "type": attachment.document.file_extension.upper(),
            "size": attachment.document.get_file_size(),
        }
        for attachment in listed
    ]
