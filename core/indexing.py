"""Noting many new rows in Wagtail's indexes, which are told of a row only when it is saved by itself."""

from collections.abc import Iterator, Sequence
from copy import copy
from functools import partial
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from wagtail.models import ReferenceIndex
from wagtail.search.backends import get_search_backends
from wagtail.search.index import AutocompleteField, RelatedFields, SearchField, class_is_indexed

from core.many_rows import add_rows

AT_ONCE = 500  # rows a statement: each has a dozen values and more, and PostgreSQL takes 65,535


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
    if model is None or not class_is_indexed(model):
        return
    for start in range(0, len(rows), AT_ONCE):
        read = [_Read(row) for row in rows[start : start + AT_ONCE]]
        for backend in get_search_backends(with_auto_update=True):
            backend.add_bulk(model, read)


class _Read:
    """A row as the search of a database reads it: what each field says is worked out once. The search itself asks each
    field for each column that it writes, and making rich text plain takes longer than all else."""

    def __init__(self, row: Any) -> None:
        self.pk = row.pk
        self.fields = list(_said(row, row.get_search_fields(), {}))

    def get_search_fields(self) -> list[Any]:
        return self.fields


def _said(row: Any, fields: Sequence[Any], known: dict[str, Any]) -> Iterator[Any]:
    """Give the fields that a row is found by, and those of what it names, as fields that say what they say of it."""
    for field in fields:
        if isinstance(field, RelatedFields):
            others = field.get_value(row)
            for other in others.all() if isinstance(others, models.Manager) else [others] if others else []:
                yield from _said(other, field.fields, {})
        elif isinstance(field, SearchField | AutocompleteField):
            if field.field_name not in known:
                known[field.field_name] = field.get_value(row)
            said = copy(field)
            said.get_value = partial(_given, known[field.field_name])
            yield said


def _given(value: Any, row: Any) -> Any:
    return value


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
