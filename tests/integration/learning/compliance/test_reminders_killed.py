"""A sender that is killed, at any moment: nobody is skipped, nobody hears twice, and what isn't known is shown.

An ordinary run tries a few kills; `DURABILITY_POINTS=100 pytest` on this file a hundred, on 20,000 letters.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from learning.compliance.actions.reminder_sending import IN_HAND_AT_MOST, give_up_claims
from learning.compliance.models import LetterKind, LetterState, ReminderLetter
from people.models import Person
from tests.integration.learning.compliance.mail_server import Server, mail_server
from tests.template_database import ROOT, template

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="the killed process has a database file of its own"),
]
DAY = date(2026, 11, 20)


@pytest.fixture
def own_database(tmp_path: Path) -> Iterator[Path]:
    """A database file that another process can open; this one's tests use it too, until the test ends."""
    path = tmp_path / "killed.sqlite3"
    path.write_bytes(template().read_bytes())
    kept = connection.settings_dict["NAME"], connection.connection
    blocks, atomic = connection.atomic_blocks, connection.in_atomic_block
    savepoints = connection.savepoint_ids
    connection.connection, connection.settings_dict["NAME"] = None, str(path)
    connection.in_atomic_block, connection.atomic_blocks, connection.savepoint_ids = False, [], []
    connection.closed_in_transaction, connection.needs_rollback = False, False
    try:
        connection.connect()
        yield path
    finally:
        connection.connection.close()
        connection.settings_dict["NAME"], connection.connection = kept
        connection.in_atomic_block, connection.atomic_blocks, connection.savepoint_ids = atomic, blocks, savepoints


def write_letters(count: int) -> None:
    people = Person.objects.bulk_create(
        [Person(email=f"k{n}@example.org", first_name="Kay", last_name=f"N{n}", password="!") for n in range(count)],
        batch_size=500,
    )
    ReminderLetter.objects.bulk_create(
        [
            ReminderLetter(person=one, kind=LetterKind.DAILY, day=DAY, subject="Your training", text="Hello")
            for one in people
        ],
        batch_size=500,
    )


def start(path: Path, server: Server) -> "subprocess.Popen[str]":
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{path}", "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}"}
    command = [sys.executable, "-m", "tests.integration.learning.compliance.killed_sender", str(server.port)]
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def kill_while_sending(process: Any, server: Server, chance: random.Random) -> None:
    """Let a child send, kill it somewhere between a few letters, and wait until it is gone."""
    process.stdin.write("go\n")
    process.stdin.flush()
    child = int(process.stdout.readline())
    before = server.taken.total()
    deadline = time.monotonic() + 20
    while server.taken.total() == before and time.monotonic() < deadline:
        time.sleep(0.001)
    time.sleep(chance.random() * 0.05)
    os.kill(child, signal.SIGKILL)
    assert process.stdout.readline() == "ended\n"


KILLS = int(os.environ.get("DURABILITY_POINTS", "3"))
LETTERS_A_KILL = 200


def test_kills_skip_nobody_and_repeat_nothing(own_database: Path) -> None:
    kills, letters = KILLS, KILLS * LETTERS_A_KILL
    write_letters(letters)
    chance = random.Random(20261120)
    with mail_server() as server, start(own_database, server) as process:
        for _ in range(kills):
            kill_while_sending(process, server, chance)
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("go\n")  # and one that is let be, until all is sent
        process.stdin.flush()
        process.stdout.readline()
        assert process.stdout.readline() == "ended\n"
        process.stdin.close()
    in_hand = ReminderLetter.objects.filter(state=LetterState.SENDING).count()
    give_up_claims(at=timezone.now() + IN_HAND_AT_MOST + timedelta(minutes=1))
    states = dict.fromkeys(LetterState, 0)
    for state in ReminderLetter.objects.values_list("state", flat=True):
        states[LetterState(state)] += 1
    sent = set(ReminderLetter.objects.filter(state=LetterState.SENT).values_list("person__email", flat=True))
    print(f"{kills} kills, {letters} letters: {states}, taken by the server {server.taken.total()}")
    assert states[LetterState.WAITING] == states[LetterState.SENDING] == states[LetterState.FAILED] == 0
    assert states[LetterState.UNKNOWN] == in_hand <= kills  # one in flight at each kill, at most
    assert states[LetterState.SENT] + states[LetterState.UNKNOWN] == letters  # nobody is skipped
    assert max(server.taken.values()) == 1  # nobody hears twice
    assert sent <= set(server.taken)  # what is said to be sent was taken
