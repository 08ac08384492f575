"""Writes to the training record. Rows are only ever added."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from core import audit
from core.models import AuditEntry
from learning.catalogue.models import Course
from learning.records import rules
from learning.records.actions.holding import BATCH, hold_with_merged, merges_of
from learning.records.models import Certificate, Completion, Correction, Source


class AlreadyCorrected(ValueError):
    """Raised when a completion that has been withdrawn is corrected again."""


@transaction.atomic
def record_completion(
    *,
    person: Any,
    course: Course,
    on: date,
    source: str,
    by: Any,
    today: date,
    hours: Decimal | None = None,
    mode: str = "",
    evidence: dict[str, Any] | None = None,
    key: str | None = None,
) -> Completion:
    """Record that `person` completed `course` on local day `on`, and return the row.

    The same `key` again returns the row that is there, even if it was corrected since, so a replayed file brings
    nothing back. Without a key it is one row a person, course, day and source. `hours` are the course's unless given.
    Raises ValueError if `on` is after `today`.
    """
    rules.refuse_future(on, today=today)
    key = key or free_key(person=person, course=course, on=on, source=source)
    found = Completion.objects.filter(key=key).first()
    if found:
        return found
    row = Completion(
        person=person,
        course=course,
        completed_on=on,
        source=source,
        hours=course.hours if hours is None else hours,
        mode=mode,
        evidence=evidence or {},
        key=key,
        recorded_by=by,
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        # Somebody else wrote the same fact a moment ago; if it was another fault there is no such row, and it rises.
        return Completion.objects.get(key=key)
    audit.record("completion recorded", row, by=by, after=facts_of(row))
    return row


def free_key(*, person: Any, course: Course, on: date, source: str) -> str:
    """Return the plain key of a completion, past those of the same that were corrected already."""
    same = Completion.objects.filter(person=person, course=course, completed_on=on, source=source)
    stem = rules.plain_key(source, person.pk, course.pk, on, 0)
    withdrawn = same.filter(key__startswith=stem).exclude(correction=None).count()
    return rules.plain_key(source, person.pk, course.pk, on, withdrawn)


def facts_of(row: Completion) -> dict[str, Any]:
    """Return what the audit log keeps of a completion."""
    return {
        "person": row.person_id,
        "course": row.course.code,
        "completed_on": row.completed_on,
        "source": row.source,
        "hours": row.hours,
        "mode": row.mode,
        "evidence": row.evidence,
        "key": row.key,
    }


@transaction.atomic
def correct_completion(*, completion: Completion, reason: str, by: Any) -> Correction:
    """Withdraw a completion that was wrong. It stays in the record, with who said so and why. So is what merging two
    records of the person made of it, which is the same training.

    Raises ValueError without a reason, AlreadyCorrected if it has been withdrawn.
    """
    if not reason.strip():
        raise ValueError("Say why the completion was wrong.")
    [correction] = _withdraw([completion], reason=reason, by=by, too_late="This completion has already been withdrawn.")
    return correction


@transaction.atomic
def correct_completions(*, completions: Sequence[Completion], reason: str, by: Any) -> list[Completion]:
    """Withdraw at most BATCH completions that were wrong for one reason, as `correct_completion` withdraws one, with
    the same number of queries for all, and return them. Those that have been withdrawn are passed over.

    Raises ValueError without a reason, AlreadyCorrected if somebody withdraws one of them at this moment.
    """
    if not reason.strip():
        raise ValueError("Say why the completions were wrong.")
    gone = set(Correction.objects.filter(completion__in=completions).values_list("completion_id", flat=True))
    standing = [one for one in completions if one.pk not in gone]
    _withdraw(standing, reason=reason, by=by, too_late="One of these completions has just been withdrawn.")
    return standing


def _withdraw(completions: Sequence[Completion], *, reason: str, by: Any, too_late: str) -> list[Correction]:
    """Withdraw completions that stand, and what merging made of them. Raises AlreadyCorrected, saying `too_late`."""
    reason = reason.strip()
    try:
        with transaction.atomic():
            made = Correction.objects.bulk_create(
                [Correction(completion=one, reason=reason, recorded_by=by) for one in completions]
            )
    except IntegrityError as error:
        raise AlreadyCorrected(too_late) from error
    audit.record_all(
        audit.entry("completion corrected", one, by=by, before=facts_of(one), reason=reason) for one in completions
    )
    correct_copies(completions, reason=reason, by=by)
    return made


def correct_copies(completions: Sequence[Completion], *, reason: str, by: Any) -> None:
    """Withdraw what merging two records of a person made of some completions. Call it inside a transaction, when these
    are withdrawn: whoever merges at this moment has copied them by the time that their records are held, or sees that
    they are withdrawn."""
    people = {one.person_id for one in completions}
    hold_with_merged(people)
    merges: dict[int, list[int]] = {}
    for person, _, merge in merges_of(people):
        merges.setdefault(person, []).append(merge)
    keys = [rules.merged_key(merge, one.pk) for one in completions for merge in merges.get(one.person_id, ())]
    for copy in Completion.objects.standing().filter(key__in=keys) if keys else ():
        correct_completion(completion=copy, reason=reason, by=by)


@transaction.atomic
def certificate_for(completion: Completion) -> Certificate:
    """Return the certificate of a completion, made the first time it is asked for."""
    course = completion.course
    certificate, _ = Certificate.objects.get_or_create(
        completion=completion, defaults={"course_title": course.title, "levels": _levels_in_words(course)}
    )
    return certificate


def certificates_for(completions: Sequence[Completion]) -> None:
    """Make the certificates of completions that have none yet. Two queries, and one more for each course."""
    there = set(Certificate.objects.filter(completion__in=completions).values_list("completion_id", flat=True))
    courses = {one.course_id: one.course for one in completions}
    levels = {key: _levels_in_words(course) for key, course in courses.items()}
    Certificate.objects.bulk_create(
        Certificate(completion=one, course_title=courses[one.course_id].title, levels=levels[one.course_id])
        for one in completions
        if one.pk not in there
    )


def _levels_in_words(course: Course) -> list[dict[str, str]]:
    return [{"framework": level.framework.title, "level": level.level} for level in levels_of(course)]


def levels_of(course: Course) -> Iterable[Any]:
    return course.levels.select_related("framework")


@dataclass(frozen=True)
class CompletionFact:
    """One completion of a batch, as `record_many` takes it. `hours` are the course's unless given."""

    person_id: int
    course: Course
    on: date
    key: str
    hours: Decimal | None = None
    mode: str = ""
    evidence: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def record_many(*, facts: Sequence[CompletionFact], source: str, by: Any, today: date, reason: str = "") -> int:
    """Record a batch of completions of one source, and return how many were new. One audit entry stands for them.

    Keys that are there already are passed over, so the same batch again records nothing. Raises ValueError if any day
    is after `today`, and then records none.
    """
    for fact in facts:
        rules.refuse_future(fact.on, today=today)
    made: list[Completion] = []
    for start in range(0, len(facts), BATCH):
        chunk = {fact.key: row_of(fact, source=Source(source), by=by) for fact in facts[start : start + BATCH]}
        try:
            made += insert_missing(chunk)
        except IntegrityError:
            # A rival wrote some of these keys since they were looked up. If it was another fault, it rises now.
            made += insert_missing(chunk)
    if made:
        AuditEntry.objects.create(
            act="completions recorded",
            subject=Completion._meta.label,
            by=by,
            after={"count": len(made), "source": source, "courses": sorted({row.course.code for row in made})},
            reason=reason,
        )
    return len(made)


@transaction.atomic
def record_each(*, facts: Sequence[CompletionFact], source: str, by: Any) -> list[Completion]:
    """Record at most BATCH completions of one source, and return the row of each: those whose key is there already as
    they are. Each new one has its own audit entry, as from `record_completion`. Their days must be past."""
    rows = {fact.key: row_of(fact, source=Source(source), by=by) for fact in facts}
    made = insert_missing(rows)
    audit.record_all(audit.entry("completion recorded", row, by=by, after=facts_of(row)) for row in made)
    rows |= {row.key: row for row in made}
    if len(made) < len(rows):
        there = Completion.objects.filter(key__in=list(rows)).select_related("course")
        rows |= {row.key: row for row in there}
    return [rows[fact.key] for fact in facts]


def insert_missing(rows: dict[str, Completion]) -> list[Completion]:
    """Insert those of `rows`, given by key, that are not there yet, and return them."""
    there = set(Completion.objects.filter(key__in=list(rows)).values_list("key", flat=True))
    missing = [row for key, row in rows.items() if key not in there]
    with transaction.atomic():
        Completion.objects.bulk_create(missing)
    return missing


def row_of(fact: CompletionFact, *, source: Source, by: Any) -> Completion:
    return Completion(
        person_id=fact.person_id,
        course=fact.course,
        completed_on=fact.on,
        source=source,
        hours=fact.course.hours if fact.hours is None else fact.hours,
        mode=fact.mode,
        evidence=fact.evidence,
        key=fact.key,
        recorded_by=by,
    )
