"""Sessions in the database, as Django keeps them, read by a statement that is put together once: every page asks."""

from functools import cache
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone


@cache
def _statement(vendor: str) -> str:
    """Return the statement that reads a session by its key, if it expires after a moment."""
    found = Session.objects.filter(expire_date__gt=timezone.now(), session_key="")
    return str(found.query.sql_with_params()[0])


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Any:
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        found = Session.objects.raw(_statement(connection.vendor), [now, self.session_key])
        session = next(iter(found), None)
        if session is None:
            self._session_key = None
        return session
