"""Whole public pages, kept in each process and given out again while they are still true.

A copy carries the stamp it was made under; every change to what the public can see raises the stamp in the same
transaction, so the next reader never sees an old copy, on however many machines. By the clock a copy ends at the
next embargo or expiry. Source: docs/decisions/0008, figures in bench/.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from time import time

from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.db.models import F
from django.http import HttpRequest, HttpResponse

from core.kept import in_a_transaction
from core.models import PublicStamp
from core.queries import next_moment

NEVER = ("/admin/", "/account/", "/attempts/", "/health/")
_read: "ContextVar[dict[str, int] | None]" = ContextVar("stamp_read", default=None)


@dataclass(frozen=True)
class Copy:
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    until: float  # seconds since the epoch


def raise_stamp() -> None:
    """Make every kept copy old. Call it in the transaction of a change to what the public can see."""
    if not PublicStamp.objects.filter(pk=1).update(number=F("number") + 1):
        PublicStamp.objects.get_or_create(pk=1)


@contextmanager
def stamp_read_once() -> Iterator[None]:
    """Have `read_stamp` ask the database only once from here on: while a page is made that changes nothing."""
    token = _read.set({})
    try:
        yield
    finally:
        _read.reset(token)


def read_stamp() -> int:
    """Return the stamp's number, by the shortest way there is: this runs on every public request."""
    read = _read.get()
    if read is None or in_a_transaction():
        return _ask_stamp()
    if "stamp" not in read:
        read["stamp"] = _ask_stamp()
    return read["stamp"]


def know_stamp(number: int) -> None:
    """Take the stamp's number from a statement that has read it beside something else, unless it was read before."""
    read = _read.get()
    if read is not None and not in_a_transaction():
        read.setdefault("stamp", number)


def _ask_stamp() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM core_publicstamp WHERE id = 1")
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def may_be_kept(request: HttpRequest) -> bool:
    """Return whether a request is an anonymous one for a page that is the same for everybody."""
    return (
        request.method in ("GET", "HEAD")
        and not request.META.get("QUERY_STRING")
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and not request.path_info.startswith(NEVER)
    )


def key_for(request: HttpRequest, stamp: int) -> str:
    # A digest, since an address may be longer than a key and hold characters that no key may.
    whole = f"{stamp}:{request.scheme}:{request.get_host()}:{request.path_info}"
    return blake2b(whole.encode("utf-8", "backslashreplace"), digest_size=20).hexdigest()


def find(key: str) -> Copy | None:
    copy: Copy | None = caches["pages"].get(key)
    return copy if copy and copy.until > time() else None


def keep(key: str, response: HttpResponse, *, at: datetime) -> None:
    """Keep a response if it is a whole, plain page: a 200 that sets no cookie and varies by no cookie."""
    control = response.get("Cache-Control", "")
    if (
        response.status_code != 200
        or response.streaming
        or response.cookies
        or "cookie" in response.get("Vary", "").lower()
        or "private" in control
        or "no-store" in control
    ):
        return
    until = at.timestamp() + settings.PUBLIC_PAGE_SECONDS
    moment = next_moment(at)
    if moment:
        until = min(until, moment.timestamp())
    headers = tuple((name, value) for name, value in response.items() if name.lower() != "content-length")
    copy = Copy(response.status_code, headers, response.content, until)
    caches["pages"].set(key, copy, settings.PUBLIC_PAGE_SECONDS)


def response_from(copy: Copy) -> HttpResponse:
    response = HttpResponse(copy.body, status=copy.status)
    for name, value in copy.headers:
        response[name] = value
    return response
