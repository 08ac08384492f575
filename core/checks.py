"""House rules that the system checks."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connection
from django.db.models import Max


@register(Tags.database)
def page_tree_is_no_deeper_than_queries_look(databases: Sequence[str] | None, **kwargs: Any) -> list[CheckMessage]:
    """The readable query compares a page with a fixed number of ancestors: a deeper tree would hide an embargo."""
    from wagtail.models import Page

    from core.queries import DEEPEST

    if not databases or Page._meta.db_table not in connection.introspection.table_names():
        return []
    deepest = Page.objects.aggregate(depth=Max("depth"))["depth"] or 0
    if deepest <= DEEPEST:
        return []
    return [
        Error(
            f"The page tree is {deepest} levels deep; embargoes and restrictions are looked up to {DEEPEST}.",
            hint="Raise DEEPEST in core/queries.py, or move the pages up.",
            id="core.E001",
        )
    ]
