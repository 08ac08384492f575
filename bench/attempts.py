"""Whole attempts at ten questions, a page a question, from sign-in to review, over HTTP on PostgreSQL with two workers;
and what an answer's POST costs beside a bare view that does one INSERT.

A database of its own is made for it, if DATABASE_URL names no PostgreSQL. Passwords are hashed the cheapest way: the
seconds that a good hash takes are spent on purpose, and say nothing of attempts. They are told apart.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from threading import Thread
from time import perf_counter
from typing import Any

from bench.serving import ROOT, Server, serving
from bench.visitor import Visitor, fields_of

PEOPLE = 484
SITTERS = 72  # attempts whose answers are posted by themselves
QUESTIONS = 10
AT_ONCE = 4
ROUNDS = 6
ROUNDS_WHOLE = 8  # a few seconds each
LEAST_RATIO = 1 / 3
LEAST_RATE = 26.0  # twenty times the 1.3 a second of the most used learning platform, measured on such a machine
LOG = ROOT / "var" / "log" / "bench-server.log"


def main() -> bool:
    """Print attempts a second, and the ratio of an answer's POST to a bare INSERT. Return whether both are enough."""
    with database() as url:
        scene = prepare(url)
        LOG.parent.mkdir(parents=True, exist_ok=True)
        with (
            LOG.open("wb") as log,
            serving(database_url=url, settings="bench.settings", workers=2, log=log) as running,
        ):
            ratio, answers, inserts = compare(running, scene["sitters"])
            rate, middle, requests = whole(running, scene)
    met = ratio >= LEAST_RATIO, rate >= LEAST_RATE
    print(
        f"{'an answer’s POST':<40}{answers:>7,.0f} a second, {ratio:>5.2f} of a bare INSERT’s {inserts:,.0f} "
        f"(at least {LEAST_RATIO:.2f}){'' if met[0] else '  BELOW TARGET'}"
    )
    print(
        f"{'whole attempts':<40}{rate:>7,.1f} a second in the best round, {middle:.1f} in the middle one, "
        f"{requests} requests each (at least {LEAST_RATE:.0f})"
        f"{'' if met[1] else '  BELOW TARGET'}"
    )
    return all(met)


@contextmanager
def database() -> Iterator[str]:
    """Give the PostgreSQL of DATABASE_URL, or a new one with a small demonstration partnership."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgres"):
        yield given
        return
    sys.path.insert(0, str(ROOT / "scripts"))
    import postgres

    with postgres.server(durable=True) as url:
        make_database(url)
        for command in (["migrate", "--verbosity", "0"], ["demo", "--staff", "40", "--verbosity", "0"]):
            run(url, "manage.py", *command)
        yield url


def make_database(url: str) -> None:
    import psycopg
    from dj_database_url import parse

    wanted = parse(url)
    with psycopg.connect(host=wanted["HOST"], user=wanted["USER"], dbname="postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{wanted["NAME"]}"')


def run(url: str, *words: str) -> str:
    path = os.pathsep.join(map(str, (ROOT, ROOT / "site")))
    env = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "bench.settings", "PYTHONPATH": path}
    done = subprocess.run([sys.executable, *words], cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout


def prepare(url: str) -> dict[str, Any]:
    """Return the people, the page of the quiz, and the attempts in progress that this run is about."""
    said = run(url, "-m", "bench.attempts_scene", str(PEOPLE), str(SITTERS), str(QUESTIONS))
    made: dict[str, Any] = json.loads(said.splitlines()[-1])
    return made


# -- One answer -------------------------------------------------------------------------------------------------------


def compare(running: Server, sitters: list[dict[str, Any]]) -> tuple[float, float, float]:
    """Return the median ratio of answers to INSERTs posted a second, by turns in one run, and the best of each."""
    warm, *parts = (sitters[place :: ROUNDS + 1] for place in range(ROUNDS + 1))
    at_once(running, warm, post_answers)
    at_once(running, warm, post_inserts)
    pairs = []
    for part in parts:
        inserts = len(part) * QUESTIONS / at_once(running, part, post_inserts)
        answers = len(part) * QUESTIONS / at_once(running, part, post_answers)
        pairs.append((answers, inserts))
    return median(one / other for one, other in pairs), max(one for one, _ in pairs), max(other for _, other in pairs)


def post_answers(running: Server, sitter: dict[str, Any]) -> None:
    visitor = Visitor(running.port, sessionid=sitter["session"])
    for position, options in enumerate(sitter["options"], start=1):
        address = f"/attempts/{sitter['attempt']}/{position}/"
        status, to, _ = visitor.post(address, [("answer", options[0]), ("revision", 0)])
        assert status == 302, f"{address} answered {status}"
        assert to != address


def post_inserts(running: Server, sitter: dict[str, Any]) -> None:
    visitor = Visitor(running.port, sessionid=sitter["session"])
    for options in sitter["options"]:
        status, _, _ = visitor.post("/bench/one-insert/", [("answer", options[0]), ("revision", 0)])
        assert status == 200, status


# -- Whole attempts ---------------------------------------------------------------------------------------------------


def whole(running: Server, scene: dict[str, Any]) -> tuple[float, float, int]:
    """Return how many attempts are taken a second, from sign-in to review, in the best round and in the middle one, and
    the requests that one makes. A machine that is lent gives more at one moment than at another, and never too much."""
    requests: list[int] = []

    def take(running: Server, email: str) -> None:
        requests.append(take_attempt(Visitor(running.port), scene, email))

    warm, rest = scene["people"][:AT_ONCE], scene["people"][AT_ONCE:]
    at_once(running, warm, take)
    parts = [rest[place::ROUNDS_WHOLE] for place in range(ROUNDS_WHOLE)]
    rates = [len(part) / at_once(running, part, take) for part in parts]
    return max(rates), median(rates), round(median(requests))


def take_attempt(visitor: Visitor, scene: dict[str, Any], email: str) -> int:
    """Sign in, take the quiz a page at a time and read the result, as a browser would. Return the requests made."""
    visitor.get("/account/login/")
    status, to, _ = visitor.post("/account/login/", [("login", email), ("password", scene["password"])])
    assert status == 302, f"sign-in answered {status}"
    visitor.follow(to)
    _, body = visitor.follow(scene["page"])
    status, to, _ = visitor.post(scene["start"], [])
    assert status == 302, f"starting answered {status}"
    for _ in range(QUESTIONS):
        address, body = visitor.follow(to)
        answer = fields_of(body, "answer")[0]
        status, to, _ = visitor.post(address, [("answer", answer), ("revision", fields_of(body, "revision")[0])])
        assert status == 302, f"{address} answered {status}"
    address, _ = visitor.follow(to)
    assert address.endswith("/check/"), address
    status, to, _ = visitor.post(address, [])
    _, body = visitor.follow(to)
    assert "<h1" in body
    return visitor.requests


def at_once(running: Server, everybody: list[Any], act: Callable[[Server, Any], None]) -> float:
    """Have AT_ONCE visitors share the work, and return the seconds it took. Raises what any of them raised."""
    left, failed = iter(list(everybody)), []

    def work() -> None:
        try:
            for one in left:
                act(running, one)
        except Exception as error:
            failed.append(error)

    threads = [Thread(target=work) for _ in range(AT_ONCE)]
    started = perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return perf_counter() - started
