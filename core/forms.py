"""Forms drawn with this site's components, and the few inputs that Django lacks.

`{{ form }}` gives an error summary and every field; `{% field form.name %}` (core.templatetags.components) gives one.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar, Self

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.utils.datastructures import MultiValueDict

from core.dates import EARLIEST, LATEST


class GoldthreadRenderer(TemplatesSetting):
    """Django's form renderer with our templates for whole forms and fields; widgets keep Django's."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"


class ChoiceLabel(str):
    """A choice's label that carries a hint, shown below it: ChoiceLabel("Police", hint="Mereshire Constabulary")."""

    hint: str

    def __new__(cls, label: str, hint: str = "") -> Self:
        made = super().__new__(cls, label)
        made.hint = hint
        return made


class DatePartsInput(forms.MultiWidget):
    """Day, month and year as three boxes, named <name>_day, <name>_month and <name>_year."""

    use_fieldset = True
    parts = ("day", "month", "year")

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({part: forms.TextInput({"inputmode": "numeric"}) for part in self.parts}, attrs)

    def decompress(self, value: date | str | None) -> list[Any]:
        if isinstance(value, str):
            try:
                value = date.fromisoformat(value)
            except ValueError:
                return [None, None, None]
        return [value.day, value.month, value.year] if value else [None, None, None]

    def value_omitted_from_data(
        self, data: Mapping[str, Any], files: MultiValueDict[str, Any] | Mapping[str, Any], name: str
    ) -> bool:
        return all(f"{name}_{part}" not in data for part in self.parts)


class DateField(forms.Field):
    """A local calendar date typed as day, month and year. Cleans to a date, or None if it may be empty."""

    widget = DatePartsInput
    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": "Enter the date",
        "incomplete": "The date must include a day, a month and a year",
        "invalid": "Enter a real date, such as 27 3 2026",
    }

    def to_python(self, value: Sequence[str | None] | None) -> date | None:
        parts = [str(part or "").strip() for part in value or []]
        if not any(parts):
            return None
        if not all(parts):
            raise ValidationError(self.error_messages["incomplete"], code="incomplete")
        try:
            day, month, year = (int(part) for part in parts)
            if not EARLIEST.year <= year <= LATEST.year:
                raise ValueError("a year nobody means")
            return date(year, month, day)
        except (ValueError, OverflowError) as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != (initial or None))
        except ValidationError:
            return True
