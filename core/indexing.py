"""Noting many new rows in Wagtail's indexes, which are told of a row only when it is saved by itself."""

from collections.abc import Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from wagtail.models import ReferenceIndex
from wagtail.search.backends import get_search_backends
from wagtail.search.index import class_is_indexed

from core.many_rows import add_rows


def index_new(rows: Sequence[models.Model]) -> None:
    """Note rows of one model, all just written, in the search and in the index of what uses what.

    As saving each would, but by the thousand: a few queries in all. A row that stands in either index already isn't
    for this. Call it in the transaction that writes the rows.
    """
    if not rows:
        return
    model: Any = type(rows[0])
    search_anew(rows)
    if ReferenceIndex.is_indexed(model):
        add_rows(reference for row in rows for reference in _references(row))


def search_anew(rows: Sequence[models.Model]) -> None:
    """Have rows of one model found by what is said of them now, when something that they are found by has changed."""
    model: Any = type(rows[0]) if rows else None
    if model is not None and class_is_indexed(model):
        for backend in get_search_backends(with_auto_update=True):
            backend.add_bulk(model, rows)


def _references(row: models.Model) -> list[ReferenceIndex]:
    """Return what a row uses. Wagtail does this only a row at a time, with two queries each; a test compares."""
    kind = ContentType.objects.get_for_model(row, for_concrete_model=False)
    bases = row._meta.get_parent_list()
    base = ContentType.objects.get_for_model(bases[-1], for_concrete_model=False) if bases else kind
    return [
        ReferenceIndex(
            content_type=kind, base_content_type=base, object_id=row.pk, to_content_type_id=to_kind,
            to_object_id=to_key, model_path=model_path, content_path=content_path,
            content_path_hash=ReferenceIndex._get_content_path_hash(content_path),
        )
        for to_kind, to_key, model_path, content_path in set(ReferenceIndex._extract_references_from_object(row))
    ]  # fmt: skip
