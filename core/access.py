"""Who may see what isn't public yet."""

from typing import Any

from wagtail.models import Page


def may_read_early(reader: Any, page: Page) -> bool:
    """Return whether `reader` edits or moderates the page, and so may see it before it is published."""
    if not reader.is_authenticated:
        return False
    permissions = page.permissions_for_user(reader)
    return bool(permissions.can_edit() or permissions.can_publish())
