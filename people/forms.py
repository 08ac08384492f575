"""Forms for people."""

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from wagtail.users.forms import UserCreationForm, UserEditForm

from people.models import Person
from people.queries import person_at


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


class KeptPersonForm(_EmailMayBeEmpty):
    """A name and an email: all of a person that the team adds and mends."""

    class Meta:
        model = Person
        fields = ["first_name", "last_name", "email"]


class PersonCreationForm(_EmailMayBeEmpty, UserCreationForm):  # type: ignore[misc]
    password_required = False

    class Meta(UserCreationForm.Meta):
        model = Person
        fields = UserCreationForm.Meta.fields

    def save(self, commit: bool = True) -> Person:
        if not self.cleaned_data.get("password1"):
            self.instance.set_unusable_password()
        person: Person = super().save(commit)
        return person

    def _clean_username(self, *args: Any) -> None:
        """Wagtail looks for a taken user name; an email that is absent is never taken."""


class PersonEditForm(_EmailMayBeEmpty, UserEditForm):  # type: ignore[misc]
    class Meta(UserEditForm.Meta):
        model = Person
        fields = UserEditForm.Meta.fields


class SignInForm(allauth_forms.LoginForm):  # type: ignore[misc]
    """Asks for the email and the password, and nothing between them.

    allauth puts its link to a new password there: who types, presses Tab, types and presses Enter would be led away.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class ResetPasswordForm(allauth_forms.ResetPasswordForm):  # type: ignore[misc]
    """Asks for a link to choose a password. It goes to the address on the person, and to no other."""

    def clean_email(self) -> str:
        person = person_at(self.cleaned_data["email"])
        self.users = [person] if person and person.is_active else []
        # Not as it was typed: PostgreSQL takes a letter that only looks alike for the same (ı and i), and the mail
        # would go to whoever owns that address.
        return str(person.email if person else self.cleaned_data["email"])


class ChangeEmailForm(allauth_forms.AddEmailForm):  # type: ignore[misc]
    """Asks for another address to sign in with."""

    def clean_email(self) -> str:
        if person_at(self.cleaned_data["email"]):
            raise forms.ValidationError("This address is in use. If it is yours, ask the team to put it right.")
        return str(super().clean_email())
