"""Tabs of a form in Wagtail's admin that show what is wrong."""

from typing import Any

from wagtail.admin.panels import TabbedInterface


class TabsByError(TabbedInterface):
    """Tabs that open, after a save that was refused, at the first one with an error in it.

    Wagtail's own open at the first tab, counts the errors of each on its label, and leads to them by a button above:
    an author who doesn't look up there sees nothing wrong.
    """

    class BoundPanel(TabbedInterface.BoundPanel):
        @property
        def attrs(self) -> dict[str, str]:
            attrs: dict[str, str] = dict(self.panel.attrs)
            for tab, identifier in self.visible_children_with_identifiers:
                if is_wrong(tab):
                    return attrs | {"data-w-tabs-active-panel-id-value": f"tab-{identifier}"}
            return attrs


def is_wrong(panel: Any) -> bool:
    """Return whether what was sent in a panel, or in one within it, was refused."""
    if panel.form is None or not panel.form.is_bound:
        return False
    field, formset = getattr(panel, "bound_field", None), getattr(panel, "formset", None)
    if formset is not None:
        return bool(formset.total_error_count())
    return bool(field is not None and field.errors) or any(is_wrong(child) for child in getattr(panel, "children", ()))
