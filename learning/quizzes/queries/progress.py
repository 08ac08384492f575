"""What a person answered in quizzes, counted by category and quarter."""

from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, FloatField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Cast, Coalesce, TruncQuarter

from learning.quizzes import rules
from learning.quizzes.models import Answer, Attempt, Feedback, RegradedAnswer
from learning.quizzes.queries.bank import within


def tallies_of(
    person: Any, *, reader: Any, since: datetime | None = None, subject: int | None = None
) -> list[rules.Tally]:
    """Return what a person answered, as far as `reader` may see it, in two queries at most.

    Counted are answers of attempts that have an outcome, with the marks as they stand after any regrade. Quizzes that
    never show their answers are left out: a subject with one question would tell whether it was right. `since` is
    the earliest submission, `subject` a category whose questions, and those below it, are counted.
    """
    answers = answers_that_count(Attempt.objects.visible_to(reader).filter(person=person))
    if since:
        answers = answers.filter(attempt__submitted_at__gte=since)
    if subject:
        answers = answers.filter(question__category__in=within([subject])[subject])
    newest = RegradedAnswer.objects.filter(answer=OuterRef("pk")).order_by("-pk").values("marks_after")[:1]
    stands = Coalesce(Subquery(newest), F("marks"))
    share = Cast(stands, FloatField()) / Cast(F("marks_possible"), FloatField())
    rows = (
        answers.annotate(quarter=TruncQuarter("attempt__submitted_at"), share=share)
        .order_by()
        .values_list("question__category", "quarter")
        .annotate(answered=Count("pk"), earned=Sum("share"))
    )
    return [
        rules.Tally(category, date(quarter.year, quarter.month, 1), answered, float(earned))
        for category, quarter, answered, earned in rows
    ]


def answers_that_count(attempts: QuerySet[Attempt]) -> QuerySet[Answer]:
    """Return the answers that were given in those of `attempts` that have an outcome and show their answers."""
    told = attempts.filter(state__in=[rules.PASSED, rules.FAILED]).exclude(terms__feedback=Feedback.NEVER)
    given = Q(response__isnull=False, marks__isnull=False, marks_possible__gt=0)
    return Answer.objects.filter(given, attempt__in=told.order_by().values("pk"))
