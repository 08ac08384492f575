"""A mail server that does as it is told: takes letters, says "not now", refuses, dawdles, or hangs up."""

import socketserver
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

# What to answer to a recipient, or to a letter that was given in full. None: hang up without a word.
Answer = str | None


@dataclass
class Server:
    """`taken` is how often a letter to each address was taken. The two questions may be changed while it runs."""

    port: int = 0
    taken: Counter[str] = field(default_factory=Counter)
    texts: list[str] = field(default_factory=list)
    to_recipient: Callable[[str], Answer] = lambda address: "250 ok"
    to_letter: Callable[[str], Answer] = lambda address: "250 taken"
    to_sender: Callable[[str], Answer] = lambda address: "250 ok"
    seconds_a_letter: float = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, address: str, text: str) -> None:
        with self.lock:
            self.taken[address] += 1
            self.texts.append(text)


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server: Server = self.server.told  # type: ignore[attr-defined]
        address = ""
        self.say("220 here")
        for line in self.rfile:
            word = line.decode("utf-8", "replace").strip()
            verb = word.upper()
            if verb.startswith("MAIL FROM"):
                answer = server.to_sender(word)
            elif verb.startswith("RCPT TO"):
                address = word.split("<")[1].split(">")[0]
                answer = server.to_recipient(address)
            elif verb == "DATA":
                self.say("354 go on")
                text = self.letter()
                time.sleep(server.seconds_a_letter)
                answer = server.to_letter(address)
                if answer and answer.startswith("250"):
                    server.take(address, text)
            elif verb == "QUIT":
                return self.say("221 bye")
            else:
                answer = "250 ok"
            if answer is None:
                return None
            self.say(answer)
        return None

    def letter(self) -> str:
        lines = []
        for line in self.rfile:
            if line.strip() == b".":
                break
            lines.append(line.decode())
        return "".join(lines)

    def say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")
        self.wfile.flush()


class _Quiet(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 50

    def handle_error(self, *args: Any) -> None:
        """A sender that was killed leaves in the middle of a word."""


@contextmanager
def mail_server() -> Iterator[Server]:
    told = Server()
    with _Quiet(("127.0.0.1", 0), _Talk) as server:
        server.told = told  # type: ignore[attr-defined]
        told.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield told
        finally:
            server.shutdown()
