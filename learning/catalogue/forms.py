"""Forms of the catalogue's part of the admin."""

from django import forms
from wagtail.admin.forms import WagtailAdminModelForm

from learning.catalogue.models import Mode


class CourseAdminForm(WagtailAdminModelForm):
    modes = forms.MultipleChoiceField(
        label="Taught", choices=Mode.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
