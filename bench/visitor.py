"""A visitor over HTTP, as a browser without scripts is one: keeps its cookies, goes where it is led, sends forms.

It speaks HTTP by itself, as much as one server's plain answers need. The standard library's client takes as long over
a request as a small page does to be made, on the cores that the server is measured on.
"""

import re
import socket
from html import unescape
from typing import Any
from urllib.parse import urlencode, urlsplit

TOKEN = "csrftoken"
PATIENCE = 60  # seconds for an answer
PART = 65_536  # bytes read at once
MOST = 100_000_000  # bytes of an answer that doesn't say how long it is
END, LENGTH = b"\r\n\r\n", re.compile(rb"\r\nContent-Length: (\d+)")


class Lost(Exception):
    """The connection ended before a whole answer had come."""


class Visitor:
    def __init__(self, port: int, **cookies: str) -> None:
        self.port, self.cookies = port, cookies
        self.connection: socket.socket | None = None
        self.requests = 0

    def get(self, path: str) -> tuple[int, str, str]:
        """Return the status, where it leads to (""), and the body of a page. Raises Lost if no whole answer comes."""
        self._request("GET", path, "")
        return self.receive()

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
        self._request("POST", path, body)

    def receive(self) -> tuple[int, str, str]:
        try:
            head, body = self._read()
        except OSError as error:
            self.leave()
            raise Lost(str(error)) from error
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = [(name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines)]
        for name, value in headers:
            if name == "set-cookie":
                cookie, _, kept = value.partition(";")[0].partition("=")
                self.cookies[cookie] = kept.strip('"')
        to = urlsplit(dict(headers).get("location", ""))
        return int(first.split(" ")[1]), to.path + (f"?{to.query}" if to.query else ""), body.decode()

    def leave(self) -> None:
        if self.connection:
            self.connection.close()
        self.connection = None

    def _request(self, method: str, path: str, body: str) -> None:
        self.requests += 1
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", "Connection: close"]
        if cookies:
            lines.append(f"Cookie: {cookies}")
        if method == "POST":
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        try:
            self.connection = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
            self.connection.sendall("\r\n".join([*lines, "", body]).encode())
        except OSError as error:
            self.leave()
            raise Lost(str(error)) from error

    def _read(self) -> tuple[bytes, bytes]:
        """Return the head and the body of an answer, and leave once it is whole: the server's worker waits for that
        before it takes the next. One that says no length ends with its connection. Raises OSError for half of one."""
        assert self.connection is not None
        read, whole = b"", None
        while whole is None or len(read) < whole:
            part = self.connection.recv(PART)
            if not part:
                break
            read += part
            if whole is None and (end := read.find(END)) >= 0:
                length = LENGTH.search(read, 0, end)
                whole = end + len(END) + int(length[1]) if length else MOST
        self.leave()
        head, end_of_head, body = read.partition(END)
        if not end_of_head or (whole != MOST and len(read) < (whole or 0)):
            raise ConnectionError("the answer broke off")
        return head, body


def fields_of(body: str, name: str) -> list[str]:
    """Return the values of a form's inputs of a name, as the page has them."""
    tags = re.findall(rf'<(?:input|button)\b[^>]*\bname="{re.escape(name)}"[^>]*>', body)
    return [unescape(found[1]) for tag in tags if (found := re.search(r'\bvalue="([^"]*)"', tag))]
