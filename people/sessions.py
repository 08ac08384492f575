"""Sessions in the database, as Django keeps them, read together with what every page of somebody signed in asks for.

One statement brings the session, its person, whether they hold rights, and the public stamp.
"""

from contextvars import ContextVar
from functools import lru_cache
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import VALID_KEY_CHARS, CreateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.signals import request_started
from django.db import IntegrityError
from django.db.models import DateField, DateTimeField, Subquery
from django.utils import timezone
from django.utils.crypto import get_random_string

from core import clock, public_pages
from core.models import PublicStamp
from core.statements import Given, Statement
from people.models import Person, Session
from people.models.people import rights_held

LONGEST_KEPT = 2_000  # characters of a session's text: one that only says who signed in has some 400
_read: "ContextVar[Person | None]" = ContextVar("person_read", default=None)


def _sessions() -> Any:
    return (
        Session.objects.select_related("person")
        .defer("expire_date", "person__date_joined", "person__last_login")  # no page asks; a moment takes long to read
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
    _is_new = False  # has a key, and no row yet
    _left_key: str | None = None  # what it was known by before, until its new row stands

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def cycle_key(self) -> None:
        """Take a new key for what is known, as every sign-in does. Its row is written once, when the request ends, and
        the old one goes only then: a sign-in that ends in an error takes nothing along that was kept signed out."""
        data, self._left_key = dict(self.items()), self._left_key or self.session_key
        self._session_key = get_random_string(32, VALID_KEY_CHARS)
        self._session_cache, self._is_new, self.modified = data, True, True

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """As Django's. A text's signature is looked at once in each process: it stands, or doesn't, for good."""
        if len(session_data) > LONGEST_KEPT:
            return super().decode(session_data)
        known = _written_in(session_data)
        return self.serializer().loads(known) if known else super().decode(session_data)

    def delete(self, session_key: str | None = None) -> None:
        super().delete(session_key)
        if session_key is None:
            self._delete_left()

    def _delete_left(self) -> None:
        if self._left_key:
            super().delete(self._left_key)
            self._left_key = None

    def save(self, must_create: bool = False) -> None:
        """As Django's. Raises SessionInterrupted, answered by 400, where no sign-in can begin any more: the person is
        gone whose session it would be, which Django takes for a key that is taken, and would try another for ever."""
        try:
            super().save(must_create or self._is_new)
        except (CreateError, IntegrityError) as error:
            key = self.get(SESSION_KEY)
            gone = key is not None and not Person.objects.filter(pk=key).exists()
            if gone or self._is_new:
                raise SessionInterrupted("This sign-in couldn't be kept.") from error
            raise
        self._is_new = False
        self._delete_left()

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        session: Any = super().create_model_instance(data)
        session.person_id = data.get(SESSION_KEY)
        return session

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


@lru_cache(maxsize=2_000)
def _written_in(session_data: bytes | str) -> bytes:
    """Return what a session's text says, as JSON; empty for one that was tampered with, which Django then logs."""
    store = SessionStore()
    said = db.SessionStore.decode(store, session_data)
    return bytes(store.serializer().dumps(said)) if said else b""


def _forget(**request: Any) -> None:
    _read.set(None)


request_started.connect(_forget)  # whoever was read for one request is nobody to the next
