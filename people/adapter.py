"""How allauth meets this site: nobody signs themselves up, and mail carries the partnership's name."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from core.statements import Given, Statement

# Every sign-in asks it.
SECOND_FACTORS: Statement[str] = Statement(
    lambda: Authenticator.objects.filter(user=Given("person")).order_by().values_list("type", flat=True)
)


class AccountAdapter(DefaultAccountAdapter):
    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "This email and this password don’t go together. Check both and try again.",
        "incorrect_password": "This isn’t your password. Check it and try again.",
        "too_many_login_attempts": "Signing in has failed too often. Wait a few minutes, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People are added by their agency's staff file or by the team."""
        return False

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *more: Any, **named: Any
    ) -> None:
        """Say what happened, but not that somebody has signed in: the page they come to shows it."""
        if message_template != "account/messages/logged_in.txt":
            super().add_message(request, level, message_template, *more, **named)

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """There is no user name but the email."""

    def clean_email(self, email: str) -> str:
        cleaned: str = super().clean_email(email)
        return cleaned.lower()


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    def is_mfa_enabled(self, user: Any, types: Any = None) -> bool:
        """Return whether somebody has a second factor, or one of some types, as allauth does: by fewer steps."""
        has = set() if user.is_anonymous else set(SECOND_FACTORS.run(person=user.pk))
        return bool(has if types is None else has.intersection(types))
