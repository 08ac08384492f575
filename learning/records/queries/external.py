"""Reads of what people report of learning done elsewhere."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import DateTimeField, Exists, OuterRef, Q, QuerySet

from core.statements import Given, Statement
from learning.records.models import EvidenceFile, ExternalReport, Verdict
from learning.records.models.external import CHECK_EVERYBODY, ReportQuerySet
from learning.records.models.groups import agencies_recorded_by
from people.models import Agency, Post

ANSWER_IS_NEWS_FOR = timedelta(days=60)
SHOWN = ("course", "file", "answer__completion__correction", "answer__answered_by")


def own_reports(person: Any) -> QuerySet[ExternalReport]:
    """Return all that a person reported, newest first, with what their list shows."""
    reports: ReportQuerySet = ExternalReport.objects.current().filter(person=person.pk)
    return reports.select_related(*SHOWN).defer("file__content").order_by("-reported_at", "-pk")


def _in_the_air() -> QuerySet[ExternalReport]:
    since: Any = Given("since", DateTimeField())
    lately = Q(answer__verdict=Verdict.REJECTED, answer__answered_at__gte=since)
    reports: ReportQuerySet = ExternalReport.objects.current().filter(Q(answer=None) | lately, person=Given("person"))
    return reports.select_related("course", "answer").order_by("-reported_at", "-pk")


# Everybody's own page asks it.
IN_THE_AIR: Statement[ExternalReport] = Statement(_in_the_air)


def reports_in_the_air(person: Any, *, at: datetime) -> list[ExternalReport]:
    """Return a person's reports that wait, and those turned down lately, newest first: what they may want to act on."""
    return IN_THE_AIR.run(person=person.pk, since=at - ANSWER_IS_NEWS_FOR)


def count_to_check(reader: Any, *, on: date, below: Agency | None = None) -> int | None:
    """Return how many reports wait for `reader`; None for somebody who sees agencies, but checks nobody's reports."""
    if reader.has_perm("people.view_everyone") and not reader.has_perms(CHECK_EVERYBODY):
        return None
    return waiting_reports(reader, on=on, below=below).count()


def waiting_reports(reader: Any, *, on: date, below: Agency | None = None) -> ReportQuerySet:
    """Return the reports that wait for `reader` to check them; with an agency, of those who hold a post in it or below.

    For counting too: nothing is joined that a count doesn't need.
    """
    waiting: ReportQuerySet = ExternalReport.objects.to_check_by(reader, on=on).waiting()
    return waiting if below is None else _of(waiting, below, on)


def reports_to_check(reader: Any, *, on: date, below: Agency | None, answered: bool) -> ReportQuerySet:
    """Return what a page of the queue shows: what waits, the oldest first, or what was answered, the latest first."""
    if not answered:
        return waiting_reports(reader, on=on, below=below).select_related("person", *SHOWN).defer("file__content")
    seen: ReportQuerySet = ExternalReport.objects.to_check_by(reader, on=on).answered()
    if below is not None:
        seen = _of(seen, below, on)
    shown = seen.select_related("person", *SHOWN).defer("file__content")
    return shown.order_by("-answer__answered_at", "-pk")


def _of(reports: ReportQuerySet, agency: Agency, on: date) -> ReportQuerySet:
    posts = Post.objects.held_on(on).filter(agency__path__startswith=agency.path, person=OuterRef("person"))
    return reports.filter(Exists(posts.order_by()))


def evidence_for(reader: Any, key: UUID, *, on: date) -> EvidenceFile | None:
    """Return a file that `reader` may have on day `on`, or None: of their own report or of one that they may check, of
    a session that they may record, or what they uploaded and nothing rests on yet.

    A register names others: whoever uploaded it and leads the agency no longer has it no longer.
    """
    there = EvidenceFile.objects.filter(pk=key, removed_at=None)
    agencies = agencies_recorded_by(reader, on=on).order_by().values("pk")
    held = [
        EvidenceFile.objects.unused().filter(uploaded_by=reader.pk),
        EvidenceFile.objects.filter(reports__in=ExternalReport.objects.visible_to(reader, on=on).order_by()),
        EvidenceFile.objects.filter(groupsessions__agency__in=agencies),
        EvidenceFile.objects.filter(groupdrafts__agency__in=agencies, groupdrafts__by=reader.pk),
    ]
    may = any(there.filter(pk__in=some.order_by().values("pk")).exists() for some in held)
    return there.first() if may else None
