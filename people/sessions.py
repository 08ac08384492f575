"""Sessions in the database, as Django keeps them, read together with what every page of somebody signed in asks for.

One statement brings the session, its person, whether they hold rights, and the public stamp.
"""

from contextvars import ContextVar
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import CreateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.signals import request_started
from django.db import IntegrityError
from django.db.models import DateField, DateTimeField, Subquery
from django.utils import timezone

from core import clock, public_pages
from core.models import PublicStamp
from core.statements import Given, Statement
from people.models import Person, Session
from people.models.people import rights_held

_read: "ContextVar[Person | None]" = ContextVar("person_read", default=None)


def _sessions() -> Any:
    return (
        Session.objects.select_related("person")
        .annotate(
            holds_rights=rights_held(Given("on", DateField())),
            stamp=Subquery(PublicStamp.objects.filter(pk=1).values("number")),
        )
        .filter(session_key=Given("key"), expire_date__gt=Given("now", DateTimeField()))
    )


BY_KEY: Statement[Any] = Statement(_sessions)


def person_just_read(key: int) -> Person | None:
    """Return the person with this key if the session that was read last in this request is theirs. Given once."""
    person = _read.get()
    _read.set(None)
    return person if person is not None and person.pk == key else None


class SessionStore(db.SessionStore):
    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        session: Any = super().create_model_instance(data)
        session.person_id = data.get(SESSION_KEY)
        return session

    def save(self, must_create: bool = False) -> None:
        """As Django's. Raises SessionInterrupted, answered by 400, where the person is gone whose session it would be:
        Django takes that for a key that is taken, and would try one after another for ever."""
        try:
            super().save(must_create)
        except (CreateError, IntegrityError) as error:
            key = self.get(SESSION_KEY)
            if key is not None and not Person.objects.filter(pk=key).exists():
                raise SessionInterrupted("Whoever was signed in here is no longer known.") from error
            raise

    def _get_session_from_db(self) -> Any:
        session = BY_KEY.first(key=self.session_key, now=timezone.now(), on=clock.today())
        if session is None:
            self._session_key = None
            _read.set(None)
            return None
        if session.person is not None:
            session.person.holds_rights = session.holds_rights
        _read.set(session.person)
        if session.stamp is not None:
            public_pages.know_stamp(session.stamp)
        return session


def _forget(**request: Any) -> None:
    _read.set(None)


request_started.connect(_forget)  # whoever was read for one request is nobody to the next
