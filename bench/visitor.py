"""A visitor over HTTP, as a browser without scripts is one: keeps its cookies, goes where it is led, sends forms."""

import re
from html import unescape
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

TOKEN = "csrftoken"


class Lost(Exception):
    """The connection ended before an answer had come."""


class Visitor:
    def __init__(self, port: int, **cookies: str) -> None:
        self.port, self.cookies = port, cookies
        self.connection: HTTPConnection | None = None
        self.requests = 0

    def get(self, path: str) -> tuple[int, str, str]:
        """Return the status, where it leads to (""), and the body of a page."""
        return self._ask("GET", path)

    def post(self, path: str, fields: list[tuple[str, Any]]) -> tuple[int, str, str]:
        """Send a form with this visitor's own token. Raises Lost if no whole answer comes."""
        self.send(path, fields)
        return self.receive()

    def follow(self, path: str) -> tuple[str, str]:
        """Return the address and the body of the page that `path` leads to. Raises AssertionError for an error."""
        for _ in range(6):
            status, leads_to, body = self.get(path)
            assert status < 400, f"{path} answered {status}"
            if not leads_to:
                return path, body
            path = leads_to
        raise AssertionError(f"{path} leads on and on")

    def send(self, path: str, fields: list[tuple[str, Any]]) -> None:
        token = self.cookies.setdefault(TOKEN, "x" * 32)
        body = urlencode([*fields, ("csrfmiddlewaretoken", token)])
        self._request("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def receive(self) -> tuple[int, str, str]:
        assert self.connection is not None
        try:
            response = self.connection.getresponse()
            body = response.read().decode()
        except (HTTPException, OSError) as error:
            self.leave()
            raise Lost(str(error)) from error
        for header in response.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(header).items()}
        to = urlsplit(response.headers.get("Location", ""))
        if response.will_close:
            self.leave()
        return response.status, to.path + (f"?{to.query}" if to.query else ""), body

    def leave(self) -> None:
        if self.connection:
            self.connection.close()
        self.connection = None

    def _ask(self, method: str, path: str) -> tuple[int, str, str]:
        self._request(method, path, None, {})
        return self.receive()

    def _request(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> None:
        if self.connection is None:
            self.connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        self.requests += 1
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            self.connection.request(method, path, body, headers | ({"Cookie": cookies} if cookies else {}))
        except OSError as error:
            self.leave()
            raise Lost(str(error)) from error


def fields_of(body: str, name: str) -> list[str]:
    """Return the values of a form's inputs of a name, as the page has them."""
    tags = re.findall(rf'<(?:input|button)\b[^>]*\bname="{re.escape(name)}"[^>]*>', body)
    return [unescape(found[1]) for tag in tags if (found := re.search(r'\bvalue="([^"]*)"', tag))]
