"""Fields of Wagtail's forms."""

from django.db import models
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.widgets import AdminDateInput


def register_fields() -> None:
    """Compare what is in a form with what is stored.

    Where a model field's default is a function, Django compares with a hidden copy in the page, which Wagtail doesn't
    put there. Every save then counted as a change, and a page that was approved asked for approval again.
    """
    register_form_field_override(models.DateField, override={"widget": AdminDateInput, "show_hidden_initial": False})
    register_form_field_override(models.PositiveIntegerField, override={"show_hidden_initial": False})
