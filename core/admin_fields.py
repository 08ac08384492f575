"""Fields of Wagtail's forms."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.widgets import AdminDateInput

from core.dates import EARLIEST, LATEST

REAL_DATE = "Enter a real date, such as 2026-03-27."
TYPED_DAYS = [MinValueValidator(EARLIEST, REAL_DATE), MaxValueValidator(LATEST, REAL_DATE)]


def register_fields() -> None:
    """Compare what is in a form with what is stored.

    Where a model field's default is a function, Django compares with a hidden copy in the page, which Wagtail doesn't
    put there. Every save then counted as a change, and a page that was approved asked for approval again.

    A typed day lies within the years that anybody can mean: one slip of a digit would move deadlines for good.
    """
    day = {"widget": AdminDateInput, "show_hidden_initial": False, "validators": TYPED_DAYS}
    register_form_field_override(models.DateField, override=day)
    register_form_field_override(models.PositiveIntegerField, override={"show_hidden_initial": False})
