"""Admin screens whose every save goes in the audit log, with what was before and what is after.

Wagtail keeps a log of its own of who pressed save; this one keeps the facts, in the same transaction.
"""

from typing import Any

from django.db import models, transaction
from modelcluster.models import ClusterableModel
from wagtail.snippets.views.snippets import CreateView, DeleteView, EditView, SnippetViewSet

from core import audit
from core.admin_lists import SnippetIndexView


def facts_of(instance: models.Model) -> dict[str, Any]:
    """Return a row's own fields, and those of the rows that belong to it, as they are in the database."""
    stored = type(instance)._base_manager.get(pk=instance.pk)
    if isinstance(stored, ClusterableModel):
        facts: dict[str, Any] = stored.serializable_data()
        return facts
    return {field.attname: getattr(stored, field.attname) for field in stored._meta.concrete_fields}


class AuditedCreateView(CreateView):
    def save_instance(self) -> Any:
        made = super().save_instance()
        self.log(made)
        return made

    def log(self, made: Any) -> None:
        audit.record(f"{made._meta.verbose_name} added", made, by=self.request.user, after=facts_of(made))


class AuditedEditView(EditView):
    def save_instance(self) -> Any:
        before = self.facts(self.object)
        changed = super().save_instance()
        self.log(changed, before)
        return changed

    def facts(self, instance: Any) -> dict[str, Any]:
        return facts_of(instance)

    def log(self, changed: Any, before: dict[str, Any]) -> None:
        act = f"{changed._meta.verbose_name} changed"
        audit.record(act, changed, by=self.request.user, before=before, after=self.facts(changed))


class AuditedDeleteView(DeleteView):
    def delete_action(self) -> None:
        with transaction.atomic():
            act = f"{self.object._meta.verbose_name} deleted"
            audit.record(act, self.object, by=self.request.user, before=facts_of(self.object))
            super().delete_action()


class NamingIndexView(SnippetIndexView):
    """A list whose first column, the way to each row, says what `name_of` says of it."""

    def name_of(self, row: Any) -> str:
        return str(row)

    def _get_title_column(self, *args: Any, **kwargs: Any) -> Any:
        column = super()._get_title_column(*args, **kwargs)
        column.accessor = self.name_of
        return column


class AuditedViewSet(SnippetViewSet):
    """A snippet's screens, audited. What is copied is added like anything else."""

    index_view_class = SnippetIndexView
    add_view_class = AuditedCreateView
    edit_view_class = AuditedEditView
    delete_view_class = AuditedDeleteView
    copy_view_enabled = False
