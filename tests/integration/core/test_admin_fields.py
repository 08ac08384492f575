"""What Wagtail's forms take for a change."""

from contextlib import nullcontext
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms import DateField, modelform_factory
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.models import get_page_models

from learning.compliance.models import Exemption
from people.models import Absence, Post


@pytest.mark.django_db
def test_no_field_of_a_page_looks_changed_when_it_is_not() -> None:
    forms = {model.__name__: model.get_edit_handler().get_form_class() for model in get_page_models()}
    rows = {f"{name}.{part}": formset.form for name, form in forms.items() for part, formset in form.formsets.items()}
    compared_with_a_copy = {
        f"{name}.{field}"
        for name, form in (forms | rows).items()
        for field, form_field in form.base_fields.items()
        if form_field.show_hidden_initial
    }
    assert compared_with_a_copy == set()


@pytest.mark.django_db
@pytest.mark.parametrize(("year", "is_taken"), [(1899, False), (1900, True), (2200, True), (2201, False)])
@pytest.mark.parametrize("model", [Post, Absence, Exemption])
def test_a_day_outside_the_years_that_anybody_means_is_refused(model: type[Model], year: int, is_taken: bool) -> None:
    form_class: Any = modelform_factory(model, form=WagtailAdminModelForm, fields="__all__")
    for field in form_class.base_fields.values():
        if isinstance(field, DateField):
            with nullcontext() if is_taken else pytest.raises(ValidationError, match="real date"):
                field.clean(f"{year}-06-01")
