"""Columns for the lists of Wagtail's admin."""

from typing import Any

from django.utils.formats import date_format
from wagtail.admin.ui.tables import Column


class DayColumn(Column):
    """A calendar date, written out. Wagtail's own says how long ago it was, which no day to come is."""

    def get_value(self, instance: Any) -> str:
        day = super().get_value(instance)
        return date_format(day, "j M Y") if day else ""
