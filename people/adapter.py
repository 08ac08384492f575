"""How allauth meets this site: nobody signs themselves up, and mail carries the partnership's name."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People are added by their agency's staff file or by the team."""
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """There is no user name but the email."""

    def clean_email(self, email: str) -> str:
        cleaned: str = super().clean_email(email)
        return cleaned.lower()
