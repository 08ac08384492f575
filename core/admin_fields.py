"""Fields of Wagtail's forms."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.widgets import AdminAutoHeightTextInput, AdminDateInput

from core.dates import EARLIEST, LATEST

REAL_DATE = "Enter a real date, such as 2026-03-27."
TYPED_DAYS = [MinValueValidator(EARLIEST, REAL_DATE), MaxValueValidator(LATEST, REAL_DATE)]


class Uncut:
    """Keeps the browser from cutting off what is pasted.

    With `maxlength` an option's second half is gone, and nobody is told. Too long, it comes back whole with the reason.
    """

    def build_attrs(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        attrs: dict[str, Any] = super().build_attrs(*args, **kwargs)  # type: ignore[misc]
        return {name: value for name, value in attrs.items() if name != "maxlength"}


class UncutInput(Uncut, forms.TextInput):
    """A line of text."""


class OneParagraph(Uncut, AdminAutoHeightTextInput):
    """Some sentences without a break: the box grows with them, so that they can be read while they are written."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        value = super().value_from_datadict(data, files, name)
        return " ".join(value.split()) if isinstance(value, str) else value


def register_fields() -> None:
    """Compare what is in a form with what is stored.

    Where a model field's default is a function, Django compares with a hidden copy in the page, which Wagtail doesn't
    put there. Every save then counted as a change, and a page that was approved asked for approval again.

    A typed day lies within the years that anybody can mean: one slip of a digit would move deadlines for good.

    Nothing that is typed or pasted is cut off.
    """
    line = {"widget": UncutInput}
    register_form_field_override(
        models.CharField, override=lambda field: {} if field.choices else line, exact_class=True
    )
    day = {"widget": AdminDateInput, "show_hidden_initial": False, "validators": TYPED_DAYS}
    register_form_field_override(models.DateField, override=day)
    register_form_field_override(models.PositiveIntegerField, override={"show_hidden_initial": False})
