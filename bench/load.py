"""Asks the WSGI application for pages, in this process, and sets one measurement beside another."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from statistics import median
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, reset_queries
from django.test import Client

SECONDS = 1.0
ROUNDS = 3


class Reader:
    """One reader's requests, signed in or not. Raises AssertionError for an answer that isn't a 200."""

    def __init__(self, application: WSGIHandler, person: Any = None) -> None:
        self.application = application
        self.cookie = ""
        if person:
            client = Client()
            client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
            self.cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"

    def get(self, path: str, query: str = "") -> bytes:
        status: list[str] = []
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "8000",
            "HTTP_HOST": "localhost:8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(),
            "wsgi.errors": BytesIO(),
            "wsgi.multithread": False,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
            "wsgi.version": (1, 0),
        }
        if self.cookie:
            environ["HTTP_COOKIE"] = self.cookie
        response = self.application(environ, lambda line, headers, info=None: status.append(line))
        body = b"".join(response)
        response.close()
        assert status[0].startswith("200"), f"{path} answered {status[0]}"
        return body

    def queries(self, path: str) -> int:
        """Return how many queries one request for `path` makes, warmed up first."""
        self.get(path)
        with counted():
            self.get(path)
            return len(connection.queries)


@contextmanager
def counted() -> Iterator[None]:
    connection.force_debug_cursor = True
    reset_queries()
    try:
        yield
    finally:
        connection.force_debug_cursor = False


def share(measure: Callable[[], float], against: Callable[[], float], rounds: int = ROUNDS) -> tuple[float, float]:
    """Return the rate of one thing, and its median ratio to another measured by turns with it."""
    pairs = [(measure(), against()) for _ in range(rounds)]
    return max(rate for rate, _ in pairs), median(rate / other for rate, other in pairs)
