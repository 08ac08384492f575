"""What a bound form field needs to be drawn: which control, which ids, which choices."""

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.safestring import SafeString

from core.forms import DatePartsInput

# The first match wins, so a subclass stands before its parent. The second value is the class of the control, if it is
# one element that Django draws by itself.
CONTROLS: list[tuple[type[forms.Widget], str, str]] = [
    (DatePartsInput, "date", ""),
    (forms.CheckboxSelectMultiple, "checkboxes", ""),
    (forms.RadioSelect, "radios", ""),
    (forms.CheckboxInput, "checkbox", ""),
    (forms.Select, "control", "govuk-select"),
    (forms.Textarea, "control", "govuk-textarea"),
    (forms.PasswordInput, "password", "govuk-input govuk-password-input__input govuk-js-password-input-input"),
    (forms.FileInput, "control", "govuk-file-upload"),
]


def control_of(bound: BoundField) -> tuple[str, str]:
    """Return the kind of control for a field and, where it is a single element, that element's class."""
    for widget, kind, css_class in CONTROLS:
        if isinstance(bound.field.widget, widget):
            return kind, css_class
    return "control", "govuk-input"


def first_id(bound: BoundField) -> str:
    """Return the id of the element an error summary should lead to: for a group, its first control."""
    return f"{bound.auto_id}_0" if control_of(bound)[0] in {"date", "checkboxes", "radios"} else str(bound.auto_id)


def _described_by(bound: BoundField) -> str:
    parts = [f"{bound.auto_id}_hint"] if bound.help_text else []
    if bound.errors:
        parts.append(f"{bound.auto_id}_error")
    return " ".join(parts)


def error_texts(bound: BoundField) -> list[str]:
    """Return a field's errors, Django's "This field is required." replaced by words that name the field."""
    plain = forms.Field.default_error_messages["required"]
    return [
        _asked_for(bound) if error.code == "required" and text == plain else str(text)
        for error, text in zip(bound.errors.as_data(), bound.errors, strict=True)
    ]


def _asked_for(bound: BoundField) -> str:
    label = str(bound.label).strip()
    kind = control_of(bound)[0]
    if label.endswith("?"):
        return f"Answer the question “{label}”"
    if kind == "checkbox":
        return f"Tick “{label}”"
    if kind in {"radios", "checkboxes"} or isinstance(bound.field.widget, forms.Select):
        return f"Choose an answer for “{label}”"
    return f"Fill in “{label}”"


def _choices(bound: BoundField) -> list[dict[str, Any]]:
    return [
        {
            "id": part.data["attrs"].get("id", ""),
            "name": part.data["name"],
            "value": part.data["value"],
            "label": part.data["label"],
            "hint": getattr(part.data["label"], "hint", ""),
            "checked": part.data["selected"],
            "disabled": part.data["attrs"].get("disabled", False),
        }
        for part in bound.subwidgets
    ]


def _date_parts(bound: BoundField) -> list[dict[str, Any]]:
    parts = bound.subwidgets[0].data["subwidgets"]
    return [
        {
            "id": part["attrs"]["id"],
            "name": part["name"],
            "value": part["value"] or "",
            "label": word.capitalize(),
            "width": 4 if word == "year" else 2,
        }
        for word, part in zip(DatePartsInput.parts, parts, strict=True)
    ]


def _drawn(bound: BoundField, css_class: str, width: int | None) -> SafeString:
    """Return the control itself, with GOV.UK Frontend's classes and its hint and error attached."""
    classes = [css_class, bound.field.widget.attrs.get("class", "")]
    if width:
        classes.append(f"govuk-input--width-{width}")
    if bound.errors:
        classes.append(f"{css_class.split()[0]}--error")
    # A placeholder goes as soon as one types, so its words belong in the label or the hint.
    attrs: dict[str, Any] = {"class": " ".join(name for name in classes if name), "placeholder": False}
    described_by = _described_by(bound)
    if described_by:
        attrs["aria-describedby"] = described_by
    return bound.as_widget(attrs=attrs)


def display(bound: BoundField, width: int | None = None) -> dict[str, Any]:
    """Return what templates/components/field.html draws `bound` from; `width` is in characters."""
    kind, css_class = control_of(bound)
    shown: dict[str, Any] = {
        "bound": bound,
        "kind": kind,
        "id": bound.auto_id,
        "described_by": _described_by(bound),
        "errors": error_texts(bound),
    }
    if kind in {"radios", "checkboxes"}:
        shown["choices"] = _choices(bound)
    elif kind == "date":
        shown["parts"] = _date_parts(bound)
    elif kind == "checkbox":
        shown["checked"] = bool(bound.value())
    else:
        shown["control"] = _drawn(bound, css_class, width)
    return shown
