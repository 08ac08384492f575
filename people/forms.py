"""Forms for people."""

from typing import Any

from django import forms
from wagtail.users.forms import UserCreationForm, UserEditForm

from people.models import Person


class _EmailMayBeEmpty(forms.ModelForm):
    email = forms.EmailField(
        required=False, label="Email address", help_text="Leave empty for somebody who never signs in."
    )

    def clean_email(self) -> str | None:
        email = Person.objects.clean_email(self.cleaned_data.get("email"))
        others = Person.objects.exclude(pk=self.instance.pk)
        if email and others.filter(email__iexact=email).exists():
            raise forms.ValidationError("Somebody else has this email address. Look for them before adding another.")
        return email


class PersonCreationForm(_EmailMayBeEmpty, UserCreationForm):  # type: ignore[misc]
    password_required = False

    class Meta(UserCreationForm.Meta):
        model = Person
        fields = UserCreationForm.Meta.fields

    def _clean_username(self, *args: Any) -> None:
        """Wagtail looks for a taken user name; an email that is absent is never taken."""


class PersonEditForm(_EmailMayBeEmpty, UserEditForm):  # type: ignore[misc]
    class Meta(UserEditForm.Meta):
        model = Person
        fields = UserEditForm.Meta.fields
