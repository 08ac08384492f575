"""What people wrote that is marked, to be looked up and marked again; and what marking it again would change."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from learning.quizzes import rules
from learning.quizzes.models import Answer, Attempt, Regrade
from learning.quizzes.queries.answered import is_for_a_marker
from learning.quizzes.queries.attempts import answers_of, decisions_in, marked
from learning.quizzes.queries.marking import finished_for
from learning.quizzes.queries.regrades import Regraded
from people.models import Person

A_NUMBER = re.compile(r"[0-9a-f]{4,32}")


def marked_for(marker: Any, words: str = "") -> QuerySet[Attempt]:
    """Return the attempts of which `marker` may mark again what was written, those marked last first: what was in the
    marking queue of theirs, never their own, and nothing that was brought over.

    `words` are looked for in an attempt's number, its quiz's title and the names of who marked it.
    """
    found = finished_for(marker).exclude(terms__has_key="imported")
    for word in words.split():
        found = found.filter(_numbered(word) | Q(terms__title__icontains=word) | _marked_by(word))
    first = Answer.objects.filter(attempt=OuterRef("pk")).order_by().values("attempt").values(last=Max("marked_at"))
    again = Regrade.objects.filter(attempt=OuterRef("pk")).order_by("-made_at").values("made_at")[:1]
    last = Coalesce(Subquery(again), Subquery(first), "submitted_at")
    return found.order_by(last.desc(), "pk")


def _numbered(word: str) -> Q:
    """Match the attempts whose number begins so, or is cut short of the key that begins so."""
    digits = word.lower().replace("-", "")
    if not A_NUMBER.fullmatch(digits):
        return Q(pk__in=[])
    return Q(pk__range=(UUID(digits.ljust(32, "0")), UUID(digits.ljust(32, "f"))))


def _marked_by(word: str) -> Q:
    people = Person.objects.filter(Q(first_name__icontains=word) | Q(last_name__icontains=word)).order_by().values("pk")
    first = Answer.objects.filter(marked_by__in=people).order_by().values("attempt")
    again = Regrade.objects.filter(made_by__in=people, attempt__isnull=False).order_by().values("attempt")
    return Q(pk__in=first) | Q(pk__in=again)


@dataclass(frozen=True)
class LastMarked:
    """An attempt with who marked it last, and when; None where everybody was given full marks before anybody did."""

    attempt: Attempt
    marker: Person | None
    at: datetime | None
    again: bool


def last_marked(attempts: Iterable[Attempt]) -> list[LastMarked]:
    """Return each of these attempts with who marked it last. Two queries."""
    listed = list(attempts)
    keys = [one.pk for one in listed]
    by_hand = Answer.objects.filter(attempt__in=keys, marked_at__isnull=False).select_related("marked_by")
    first = {row.attempt_id: row for row in by_hand.order_by("marked_at")}
    made = Regrade.objects.filter(attempt__in=keys).select_related("made_by").order_by("made_at", "pk")
    again = {row.attempt_id: row for row in made}
    rows = []
    for one in listed:
        last, row = again.get(one.pk), first.get(one.pk)
        if last is not None:
            rows.append(LastMarked(one, last.made_by, last.made_at, again=True))
        else:
            rows.append(LastMarked(one, row.marked_by if row else None, row.marked_at if row else None, again=False))
    return rows


@dataclass(frozen=True)
class Again:
    """What marking an attempt's essays again changes: the answers that get other marks or another comment, and the
    state that follows. `words` say it line by line; `shown` tells this change, of what stands now, from any other."""

    changed: list[Regraded]
    state: str
    words: list[str]
    shown: str

    @property
    def passes(self) -> bool:
        """Whether the attempt is a pass by it and wasn't before."""
        return self._becomes(rules.PASSED)

    @property
    def fails(self) -> bool:
        """Whether the attempt is a fail by it and wasn't before."""
        return self._becomes(rules.FAILED)

    def _becomes(self, state: str) -> bool:
        return self.state == state and any(one.changes_outcome for one in self.changed)


def marking_again(attempt: Attempt, given: Mapping[int, rules.Given]) -> Again:
    """Return what changes if the answers at these positions are given these marks and comments.

    Marks of a question for which everybody has full ones stay. Seven queries at most.
    """
    answers = answers_of(attempt)
    decisions = decisions_in(answers)
    standing, other, words = [], [], []
    parts: list[object] = [attempt.state, attempt.marks]
    for answer in answers:
        before = after = marked(answer, decisions)
        new = given.get(answer.position) if is_for_a_marker(answer) else None
        if new is not None:
            comment = new.comment.strip()[: rules.LONGEST_COMMENT]
            parts += [answer.pk, answer.marks, answer.comment]
            answer.marks = new.marks
            after = marked(answer, decisions)
            if after.marks != before.marks or comment != answer.comment:
                other.append((answer.pk, before.marks, after.marks, comment))
                words.append(rules.marks_changed(
                    answer.position, before.marks, after.marks, after.possible, says_else=comment != answer.comment
                ))  # fmt: skip
        standing.append(after)
    outcome = rules.outcome(standing, Decimal(attempt.terms["pass_mark"]))
    changed = [
        Regraded(attempt, key, before, after, outcome.state, outcome.marks, comment)
        for key, before, after, comment in other
    ]
    words.append(rules.outcome_changed(attempt.state, attempt.marks or Decimal(0), outcome))
    return Again(changed, outcome.state, words, rules.change_as_shown([*parts, *other, outcome]))
