"""Sessions of browsers, with whose they are."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

if TYPE_CHECKING:
    from people.sessions import SessionStore


class Session(AbstractBaseSession):
    """A browser's session, as Django keeps it, with the person who has signed in: so that both are read at once."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )

    @classmethod
    def get_session_store_class(cls) -> "type[SessionStore]":
        from people.sessions import SessionStore

        return SessionStore
