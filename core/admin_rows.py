"""Rows of a form in Wagtail's admin whose order says something."""

from functools import partial
from typing import Any

from wagtail.admin.compare import ChildRelationComparison
from wagtail.admin.panels import InlinePanel


class RowsComparison(ChildRelationComparison):
    """Compares the rows of two versions, their order with them."""

    def has_changed(self) -> bool:
        return bool(super().has_changed()) or self.has_moved()

    def has_moved(self) -> bool:
        """Return whether the rows that both versions have stand in another order. One more above moves none."""
        before, after = ordered(self.val_a), ordered(self.val_b)
        matched, *_ = self.get_mapping(before, after)
        places = [matched[place] for place in sorted(matched)]
        return places != sorted(places)


class OrderedRows(InlinePanel):
    """An inline panel whose comparison shows that rows were moved.

    Wagtail's own says "Moved up 1 place" beside each, but only where something else in the rows has changed too: of two
    things to put in order that were swapped, which changes the right answer, it says that there is no difference.
    """

    class BoundPanel(InlinePanel.BoundPanel):
        def get_comparison(self) -> list[Any]:
            return [partial(RowsComparison, *made.args, **made.keywords) for made in super().get_comparison()]


def ordered(rows: Any) -> list[Any]:
    return sorted(rows.all(), key=lambda row: row.sort_order or 0)
