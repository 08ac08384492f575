"""Reads of what people report of learning done elsewhere."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from learning.records.models import EvidenceFile, ExternalReport, GroupSession, Verdict
from learning.records.models.external import CHECK_EVERYBODY, ReportQuerySet
from people.models import Agency, Post

ANSWER_IS_NEWS_FOR = timedelta(days=60)
SHOWN = ("course", "file", "answer__completion__correction", "answer__answered_by")


def own_reports(person: Any) -> QuerySet[ExternalReport]:
    """Return all that a person reported, newest first, with what their list shows."""
    reports: ReportQuerySet = ExternalReport.objects.current().filter(person=person.pk)
    return reports.select_related(*SHOWN).defer("file__content").order_by("-reported_at", "-pk")


def reports_in_the_air(person: Any, *, at: datetime) -> list[ExternalReport]:
    """Return a person's reports that wait, and those turned down lately, newest first: what they may want to act on."""
    lately = Q(answer__verdict=Verdict.REJECTED, answer__answered_at__gte=at - ANSWER_IS_NEWS_FOR)
    reports = ExternalReport.objects.current().filter(Q(answer=None) | lately, person=person.pk)
    return list(reports.select_related("course", "answer").order_by("-reported_at", "-pk"))


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
    """Return a file that `reader` may have on day `on`, or None: their own, or of what they may check."""
    file = EvidenceFile.objects.filter(pk=key, removed_at=None).first()
    if file is None:
        return None
    if file.uploaded_by_id == reader.pk:
        return file
    seen = ExternalReport.objects.visible_to(reader, on=on).filter(file=file)
    registers = GroupSession.objects.visible_to(reader, on=on).filter(file=file)
    return file if seen.exists() or registers.exists() else None
