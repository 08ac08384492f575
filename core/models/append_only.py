"""Rows that stand: neither code nor a console may change or delete them.

The database itself refuses, by triggers that `core.triggers` installs after every migration, because a later
change of the table on SQLite drops them silently. Source: docs/decisions/0005.
"""

from typing import Any, ClassVar

from django.db import models


class HistoryStands(TypeError):
    """Raised when code tries to change or delete a row of an append-only table."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    def update(self, **fields: Any) -> int:
        raise HistoryStands(f"{self.model.__name__} rows are never changed: add a row that says what was wrong.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise HistoryStands(f"{self.model.__name__} rows are never deleted.")


class AppendOnlyModel(models.Model):
    """A model whose rows are only ever added. Raises HistoryStands on a second save, an update or a delete."""

    append_only: ClassVar[bool] = True
    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise HistoryStands(f"A {self._meta.verbose_name} is never changed once it is written.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise HistoryStands(f"A {self._meta.verbose_name} is never deleted.")
