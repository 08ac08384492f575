"""What the durability tests do with the database, in a process of its own: `python -m tests.durability.scenes ACT …`.

It prints JSON. The database is the one that DATABASE_URL names, which the web server under test has too.
"""

import json
import os
import sys
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]
QUESTIONS = 3


def begin(number: str) -> list[dict[str, Any]]:
    """Make so many people, signed in, each with an attempt in progress at three questions, and say what they need."""
    from django.test import Client

    from core import clock
    from learning.quizzes.actions import start_attempt
    from people.models import Person
    from tests.factories import make_site
    from tests.integration.learning.quizzes.bank import make_bank, make_quiz

    make_site()
    quiz = make_quiz(fixed=make_bank(QUESTIONS)[1])
    people = Person.objects.bulk_create(
        Person(email=f"sitter-{n}@example.org", first_name="A", last_name=f"B{n}") for n in range(int(number))
    )
    made = []
    for person in people:
        client = Client()
        client.force_login(person)
        attempt = start_attempt(quiz=quiz, person=person, cycle=None, return_to="/", at=clock.now())
        rows = attempt.answers.order_by("position").values_list("option_order", flat=True)
        made.append({"attempt": str(attempt.pk), "session": client.cookies["sessionid"].value, "options": list(rows)})
    return made


def state() -> dict[str, Any]:
    """Say what is stored of every attempt."""
    from core.models import AuditEntry
    from learning.quizzes.models import Answer, Attempt

    subjects = AuditEntry.objects.filter(act="attempt submitted").values_list("subject", flat=True)
    submissions = Counter(subject[-36:] for subject in subjects)  # it ends in the attempt's key
    answers: dict[str, list[Any]] = {}
    for row in Answer.objects.order_by("position").values_list(
        "attempt", "position", "response", "revision", "answered_at", "marks"
    ):
        answers.setdefault(str(row[0]), []).append([*row[1:4], row[4] is not None, row[5] is not None])
    return {
        str(attempt.pk): {
            "state": attempt.state,
            "submitted": attempt.submitted_at is not None,
            "marks": None if attempt.marks is None else int(attempt.marks),
            "submissions": submissions[str(attempt.pk)],
            "answers": answers[str(attempt.pk)],
        }
        for attempt in Attempt.objects.all()
    }


def write(processes: str, attempts: str) -> dict[str, int]:
    """Let so many processes each take so many attempts whole, at once, and say what came of it."""
    from django.db import connections

    begun = begin(str(int(processes) * int(attempts)))
    connections.close_all()
    pipes = []
    for place in range(int(processes)):
        reading, writing = os.pipe()
        if os.fork() == 0:
            mine = begun[place * int(attempts) : (place + 1) * int(attempts)]
            os.write(writing, json.dumps(_take(mine)).encode())
            os._exit(0)
        os.close(writing)
        pipes.append(reading)
    total: Counter[str] = Counter()
    for reading in pipes:
        with os.fdopen(reading, "rb") as said:
            total.update(json.loads(said.read()))
    for _ in pipes:
        os.wait()
    return dict(total)


def _take(begun: list[dict[str, Any]]) -> dict[str, int]:
    from django.db import OperationalError

    from core import clock
    from learning.quizzes.actions import save_answer, submit_attempt
    from learning.quizzes.models import Attempt

    came = Counter({"saved": 0, "submitted": 0, "locked": 0})
    for one in begun:
        attempt = Attempt.objects.select_related("person").get(pk=one["attempt"])
        for position, options in enumerate(one["options"], start=1):
            try:
                save_answer(
                    attempt=attempt, position=position, response=options[:1], revision=0, by=attempt.person,
                    at=clock.now(),
                )  # fmt: skip
                came["saved"] += 1
            except OperationalError:
                came["locked"] += 1
        try:
            submit_attempt(attempt=attempt, by=attempt.person, at=clock.now())
            came["submitted"] += 1
        except OperationalError:
            came["locked"] += 1
    return dict(came)


ACTS = {"begin": begin, "state": state, "write": write}

if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(ACTS[sys.argv[1]](*sys.argv[2:])))
