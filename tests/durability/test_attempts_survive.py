"""An attempt outlives a killed web worker and a lost database: what was acknowledged is there, once, with its outcome.

`DURABILITY_POINTS=200 pytest tests/durability` tries enough for a figure to quote; an ordinary run tries 20.
"""

import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest

from bench.serving import Server, serving
from bench.visitor import Lost, Visitor
from tests.durability.stage import SETTINGS, Stage

pytestmark = [pytest.mark.slow, pytest.mark.indexed]
FINISHED = {"passed", "failed"}


@pytest.fixture
def server(stage: Stage) -> Iterator[Callable[[], Any]]:
    """Give a way to start a server with one worker, so that the one that is killed is the one that was asked."""
    log = (stage.folder / "server.log").open("wb")
    yield lambda: serving(database_url=stage.database_url, settings=SETTINGS, workers=1, log=log)
    log.close()


@dataclass
class Sitter:
    """Somebody who takes an attempt, and what the site told them it has saved."""

    begun: dict[str, Any]
    visitor: Visitor
    acknowledged: dict[int, list[str]] = field(default_factory=dict)
    told_finished: bool = False

    def address(self, step: int) -> str:
        last = step > len(self.begun["options"])
        return f"/attempts/{self.begun['attempt']}/{'check' if last else step}/"

    def form(self, step: int) -> list[tuple[str, Any]]:
        if step > len(self.begun["options"]):
            return []
        return [("answer", self.begun["options"][step - 1][0]), ("revision", 0)]

    def heard(self, step: int, answer: tuple[int, str, str]) -> bool:
        """Note what the site acknowledged. Return whether it did."""
        status, leads_to, body = answer
        if status == 503:
            assert "back shortly" in body
            return False
        assert status == 302, (status, body[:500])
        assert leads_to.startswith("/attempts/"), leads_to
        if step > len(self.begun["options"]):
            self.told_finished = True
        else:
            self.acknowledged[step] = [self.form(step)[0][1]]
        return True

    def insist(self, step: int) -> None:
        """Send a step until it is acknowledged, as somebody does who presses the button again."""
        for _ in range(100):
            try:
                if self.heard(step, self.visitor.post(self.address(step), self.form(step))):
                    return
            except Lost:
                pass
            time.sleep(0.05)
        raise AssertionError(f"{self.address(step)} was never acknowledged")


def sitters(begun: list[dict[str, Any]], port: int) -> list[Sitter]:
    return [Sitter(one, Visitor(port, sessionid=one["session"])) for one in begun]


def usual_seconds(sitter: Sitter) -> list[float]:
    """Take an attempt undisturbed, and return the seconds that each of its steps took."""
    took = []
    for step in range(1, len(sitter.begun["options"]) + 2):
        started = time.perf_counter()
        sitter.insist(step)
        took.append(time.perf_counter() - started)
    sitter.visitor.leave()
    return took


def disturb(everybody: list[Sitter], rng: Random, ready: Callable[[], Callable[[], None]]) -> Counter[str]:
    """Let everybody take their attempt, disturbed at a random moment of one random step of each; count what came.

    `ready` looks around before the step is sent and returns what disturbs, so that nothing is left to do but that.
    """
    first, second, *others = everybody
    usual_seconds(first)
    usual = usual_seconds(second)
    came: Counter[str] = Counter()
    for sitter in others:
        struck = rng.randint(1, len(usual))
        for step in range(1, len(usual) + 1):
            if step != struck:
                sitter.insist(step)
                continue
            act = ready()
            sitter.visitor.send(sitter.address(step), sitter.form(step))
            time.sleep(rng.uniform(0, usual[step - 1]))
            act()
            try:
                came["acknowledged" if sitter.heard(step, sitter.visitor.receive()) else "told to try again"] += 1
            except Lost:
                came["lost its connection"] += 1
            sitter.insist(step)
        sitter.visitor.leave()
    return came


def look_over(stored: dict[str, Any], everybody: list[Sitter]) -> dict[str, int]:
    """Return how many of each thing that must not be there were found."""
    found = Counter({"lost": 0, "doubled": 0, "without outcome": 0, "half-written": 0})
    for sitter in everybody:
        attempt = stored[sitter.begun["attempt"]]
        rows = {row[0]: row for row in attempt["answers"]}
        found["doubled"] += len(attempt["answers"]) - len(sitter.begun["options"])
        found["doubled"] += max(0, attempt["submissions"] - 1)
        for position, response in sitter.acknowledged.items():
            found["lost"] += rows[position][1] != response
            found["doubled"] += rows[position][2] != 1
        for _, response, revision, has_moment, has_marks in attempt["answers"]:
            found["half-written"] += len({response is not None, revision > 0, has_moment}) != 1
            found["half-written"] += has_marks != (attempt["state"] in FINISHED)
        if sitter.told_finished:
            whole = attempt["state"] in FINISHED and attempt["submitted"] and attempt["marks"] is not None
            found["without outcome"] += not whole or attempt["submissions"] != 1
    return dict(found)


NOTHING = {"lost": 0, "doubled": 0, "without outcome": 0, "half-written": 0}


def test_no_acknowledged_answer_is_lost_when_a_web_worker_is_killed(
    stage: Stage, server: Any, points: int, capsys: pytest.CaptureFixture[str]
) -> None:
    begun = stage.act("begin", points + 2)
    with server() as running:
        everybody = sitters(begun, running.port)
        came = disturb(everybody, Random(), lambda: killing(running))
    found = look_over(stage.act("state"), everybody)
    with capsys.disabled():
        print(f"\n  {points} workers killed mid-submit: {dict(came)}; found {found}")
    assert sum(came.values()) == points
    assert found == NOTHING


def killing(running: Server) -> Callable[[], None]:
    """Return what ends the one worker at once; the server starts another."""
    workers = running.workers()

    def kill() -> None:
        for pid in workers:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    return kill


def test_a_lost_database_connection_is_a_friendly_page_and_the_answer_goes_in_on_retry(
    stage: Stage, server: Any, points: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """DURABILITY_POINTS=50 or more tries fifty, the figure to quote."""
    if not stage.is_postgresql:
        pytest.skip("an SQLite file has no connection to lose: run it on PostgreSQL")
    drops = min(points, 50)
    begun = stage.act("begin", drops + 2)
    with server() as running:
        everybody = sitters(begun, running.port)
        came = disturb(everybody, Random(), lambda: drop_connections)
    found = look_over(stage.act("state"), everybody)
    with capsys.disabled():
        print(f"\n  {drops} times all connections dropped mid-submit: {dict(came)}; found {found}")
    assert came["lost its connection"] == 0
    assert found == NOTHING


def drop_connections() -> None:
    """Have PostgreSQL end every connection to this database but this one."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_eight_processes_write_one_sqlite_file_and_none_is_told_it_is_locked(
    sqlite_file: Stage, points: int, capsys: pytest.CaptureFixture[str]
) -> None:
    each = max(5, points // 4)
    came = sqlite_file.act("write", 8, each)
    with capsys.disabled():
        print(f"\n  8 processes, {each} attempts each, into one SQLite file: {came}")
    assert came == {"saved": 8 * each * 3, "submitted": 8 * each, "locked": 0}
    stored = sqlite_file.act("state")
    assert {attempt["state"] for attempt in stored.values()} <= FINISHED
    assert sum(row[2] for attempt in stored.values() for row in attempt["answers"]) == 8 * each * 3
