"""What Wagtail's forms take for a change."""

import pytest
from wagtail.models import get_page_models


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
