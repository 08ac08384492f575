"""Beginning an attempt: everything that it asks, and by which it is marked, is pinned here."""

import json
from datetime import datetime
from random import Random, SystemRandom
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from core import audit
from core.statements import Given, Statement
from learning.quizzes import queries, rules
from learning.quizzes.models import Answer, Attempt, Quiz


class AttemptRefused(Exception):
    """No attempt may begin now. Its text is a sentence for the person; `go` says why, when a rule does."""

    def __init__(self, sentence: str, go: rules.AnotherGo | None = None) -> None:
        super().__init__(sentence)
        self.go = go


# Two starts at once by one person wait for each other here, so that neither counts without the other.
HOLD: Statement[int] = Statement(
    lambda: (
        get_user_model()
        .objects.filter(pk=Given("person"))
        .order_by()
        .select_for_update(no_key=True)
        .values_list("pk", flat=True)
    )
)


def start_attempt(
    *, quiz: Quiz, person: Any, cycle: UUID | None, return_to: str, at: datetime, rng: Random | None = None
) -> Attempt:
    """Begin an attempt, or return the one in progress in this cycle.

    Everything that is asked and by which it is marked is pinned here. `return_to` is a path on this site. Raises
    AttemptRefused with a sentence for the person, and ValueError if `return_to` leads off the site.
    """
    if not (return_to.startswith("/") and url_has_allowed_host_and_scheme(return_to, allowed_hosts=None)):
        raise ValueError(f"{return_to!r} is no path on this site")
    # What a quiz may ask is the same for everybody. It is asked before the transaction, in which nothing is kept.
    contents = queries.contents_of(quiz.pk)
    with transaction.atomic():
        HOLD.run(person=person.pk)
        begun, over = queries.attempts_in_cycle(quiz=quiz.pk, person=person.pk, cycle=cycle)
        if begun:
            return Attempt.objects.get(pk=begun)
        refuse_if_shut(contents.quiz, at=at)
        go = queries.go_after(over, quiz=contents.quiz, cycle=cycle, at=at)
        if not go.allowed:
            raise AttemptRefused(refusal(go), go)
        return _begin(contents, person=person, cycle=cycle, return_to=return_to, at=at, rng=rng or SystemRandom())


def _begin(
    contents: queries.Contents, *, person: Any, cycle: UUID | None, return_to: str, at: datetime, rng: Random
) -> Attempt:
    quiz, asked = contents.quiz, choose_questions(contents, rng)
    attempt = Attempt.objects.create(
        quiz=quiz, person=person, cycle=cycle, return_to=return_to, started_at=at,
        terms=quiz.terms() | {"questions": len(asked)},
    )  # fmt: skip
    _lay_out(attempt, asked, shuffle=quiz.shuffle_options, rng=rng)
    audit.record("attempt started", attempt, by=person, after={"quiz": quiz.code, "questions": len(asked)})
    return attempt


def refuse_if_shut(quiz: Quiz, *, at: datetime) -> None:
    """Raise AttemptRefused, with a sentence that says when it opens or closed, if no attempt may begin at `at`."""
    if not quiz.live:
        raise AttemptRefused("This quiz isn't open at the moment.")
    if quiz.available_from and at < quiz.available_from:
        raise AttemptRefused(f"This quiz opens at {moment_in_words(quiz.available_from)}.")
    if not quiz.is_open(at) and quiz.available_to:
        raise AttemptRefused(f"This quiz closed at {moment_in_words(quiz.available_to)}.")


def moment_in_words(moment: datetime) -> str:
    """Return a moment as people say it, in the partnership's time zone: "09:30 on Friday 20 November 2026"."""
    local = timezone.localtime(moment)
    return f"{local:%H:%M} on {local:%A} {local.day} {local:%B %Y}"


def choose_questions(contents: queries.Contents, rng: Random) -> list[queries.Askable]:
    """Return what an attempt asks, in order. Raises AttemptRefused if the bank has too few."""
    musts = [key for key, must in contents.fixed.items() if must]
    fixed = rules.pick(list(contents.fixed), musts, contents.quiz.fixed_count, rng)
    try:
        drawn = rules.draw(contents.pools, fixed, rng)
    except rules.TooFewQuestions as error:
        raise AttemptRefused(NOT_READY) from error
    chosen = fixed + drawn
    if not chosen or not contents.newest.keys() >= set(chosen):
        raise AttemptRefused(NOT_READY)
    if contents.quiz.shuffle_questions:
        rng.shuffle(chosen)
    return [contents.newest[key] for key in chosen]


def _lay_out(attempt: Attempt, asked: list[queries.Askable], *, shuffle: bool, rng: Random) -> None:
    """Write a row for each question, in one statement.

    Written out: `bulk_create` takes several times as long over it as the database, and everybody begins at once.
    """
    key = Attempt._meta.pk.get_db_prep_value(attempt.pk, connection)
    rows = [
        (key, one.question, one.version, position, one.marks,
         json.dumps(rules.option_order(one.type, one.ids, shuffle=shuffle, rng=rng)))
        for position, one in enumerate(asked, start=1)
    ]  # fmt: skip
    places = ", ".join(["(%s, %s, %s, %s, %s, %s, 0, '')"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Answer._meta.db_table} "  # noqa: S608 - our own names
            "(attempt_id, question_id, version_id, position, marks_possible, option_order, revision, comment) "
            f"VALUES {places}",
            [value for row in rows for value in row],
        )


NOT_READY = "This quiz doesn't have enough questions ready at the moment. Please tell the workforce development team."


def refusal(go: rules.AnotherGo) -> str:
    """Return why an attempt may not begin, and when one may, as a sentence for the person."""
    if go.why == "passed":
        return "You have already passed this quiz."
    if go.why == "used_up":
        return "You have used all the attempts that this quiz allows. Please talk to the workforce development team."
    if go.why == "being_marked":
        return "Your last attempt is still being marked. You can try again, if you need to, once it has its result."
    if go.why == "waiting" and go.next_at:
        left = "" if go.left is None else f": {go.left} attempt{'' if go.left == 1 else 's'} left"
        return f"You can try again from {moment_in_words(go.next_at)}{left}."
    return ""
