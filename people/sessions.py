"""Sessions in the database, as Django keeps them, read by a statement that is put together once: every page asks."""

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import DateTimeField
from django.utils import timezone

from core.statements import Given, Statement

BY_KEY: Statement[Session] = Statement(
    lambda: Session.objects.filter(session_key=Given("key"), expire_date__gt=Given("now", DateTimeField()))
)


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Any:
        session = BY_KEY.first(key=self.session_key, now=timezone.now())
        if session is None:
            self._session_key = None
        return session
