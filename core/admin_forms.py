"""Forms of the shared floor in Wagtail's admin."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminPageChooser

from core.models import EarlyAccess


class EarlyAccessForm(WagtailAdminModelForm):
    """Who may read which page before its embargo ends. A person is named by email: the list may be very long."""

    email = forms.EmailField(help_text="Of somebody who can sign in here. They read it at the page's own address.")

    class Meta:
        model = EarlyAccess
        fields = ["page"]
        widgets = {"page": AdminPageChooser}

    def clean_page(self) -> Any:
        page = self.cleaned_data["page"]
        if not page.permissions_for_user(self.for_user).can_publish():
            raise ValidationError("Choose a page that you may publish.")
        return page

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        person = get_user_model().objects.filter(email__iexact=email, is_active=True).first()
        if person is None:
            raise ValidationError("Nobody who can sign in has this email address.")
        self.instance.person = person
        return email

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        page, person = cleaned.get("page"), getattr(self.instance, "person", None)
        if page and person and EarlyAccess.objects.filter(page=page, person=person).exists():
            raise ValidationError("This person can read this page already.")
        return cleaned
