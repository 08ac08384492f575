"""The marks that a person gave last. The first stand in the answer's own row, all later ones each in a regrade's."""

from collections.abc import Sequence

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from learning.quizzes.models import Answer, RegradedAnswer


def times_again() -> QuerySet[RegradedAnswer]:
    """Return the rows by which a person marked an answer again, the first before the last."""
    return RegradedAnswer.objects.filter(comment__isnull=False).order_by("pk")


def marked_again() -> Exists:
    """Return whether an answer was marked again by a person, for a query of answers to call `again`."""
    return Exists(times_again().filter(answer=OuterRef("pk")).order_by())


def newest_marks() -> Coalesce:
    """Return the marks that a person gave last, or those in the answer's own row, for a query of answers."""
    last = times_again().filter(answer=OuterRef("pk")).order_by("-pk").values("marks_after")[:1]
    return Coalesce(Subquery(last), F("marks"))


def times_by_answer(answers: Sequence[Answer]) -> dict[int, list[RegradedAnswer]]:
    """Return each time that answers read with `again` were marked again, by key. One query, if any were."""
    keys = [answer.pk for answer in answers if answer.again]  # type: ignore[attr-defined]
    found: dict[int, list[RegradedAnswer]] = {}
    if keys:
        for row in times_again().filter(answer__in=keys).select_related("regrade__made_by"):
            found.setdefault(row.answer_id, []).append(row)
    return found


def take_newest(answers: Sequence[Answer]) -> dict[int, list[RegradedAnswer]]:
    """Put the marks, the comment, the marker and the moment of the last time into answers read with `again`, which are
    not to be saved after that. Returns what `times_by_answer` does."""
    times = times_by_answer(answers)
    for answer in answers:
        if answer.pk in times:
            last = times[answer.pk][-1]
            answer.marks, answer.comment = last.marks_after, last.comment or ""
            answer.marked_by, answer.marked_at = last.regrade.made_by, last.regrade.made_at
    return times
