"""Writes of a person's way through a course: starting it, lessons done, the quiz, and its completion."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from core import audit
from core.many_rows import change_rows
from learning.catalogue.models import Mode
from learning.lessons import rules
from learning.lessons.models import CoursePage, Decision, Enrolment, LessonProgress, ProposedCorrection
from learning.lessons.queries import Before, askings, before_starting, lessons_left_of
from learning.lessons.queries.ways import attempts_in, newest_enrolment, quiz_go
from learning.quizzes.actions import start_attempt
from learning.quizzes.actions.telling import tell
from learning.quizzes.models import Attempt, RegradeChoice, RegradedAttempt
from learning.records.actions import (
    BATCH,
    AlreadyCorrected,
    CompletionFact,
    certificates_for,
    correct_completions,
    record_each,
)
from learning.records.models import Completion, Source

WITHDRAWN = (
    "You had completed {course}. {happened}, and with its marks put right your attempt isn't passed, so that this "
    "completion is withdrawn. You can take the course again. Why it was decided so: {reason}\n\nYour result:"
)
FOUND_WRONG = "A question of its quiz was found to be wrong"
MARKED_AGAIN = "What you wrote in its quiz was marked again"


class NotYet(ValueError):
    """Raised with a sentence for the learner when a step isn't open to them."""


class AskedFirstMissing(NotYet):
    """Raised when a course can't be started without another, with where the person stands in `before`."""

    def __init__(self, before: Before) -> None:
        super().__init__(f"This course asks for {before.words} first.")
        self.before = before


@transaction.atomic
def enrol(
    *,
    person: Any,
    course_page: CoursePage,
    required: Sequence[dict[str, Any]],
    after: UUID | None,
    at: datetime,
    by: Any,
) -> Enrolment:
    """Return the person's cycle of a course page that is under way, beginning one at moment `at` if there is none.

    `required` are the lessons it pins, [{"id", "title"}]. `after` is the newest cycle that the person saw when they
    asked: a form from before a cycle ended, sent again, begins no other and returns the newest. Raises
    AskedFirstMissing if the course can't be started without another that the person doesn't have.
    """
    newest = newest_enrolment(person, course_page)
    if newest and (newest.is_open or newest.pk != after):
        return newest
    asking = askings([course_page.course_id]).get(course_page.course_id)
    before = before_starting(person, asking, on=timezone.localdate(at))
    if before and before.stops:
        raise AskedFirstMissing(before)
    return _begin(person=person, course_page=course_page, required=required, at=at, by=by)


def _begin(
    *, person: Any, course_page: CoursePage, required: Sequence[dict[str, Any]], at: datetime, by: Any
) -> Enrolment:
    enrolment = Enrolment(person=person, course_page=course_page, required_lessons=list(required), started_at=at)
    try:
        with transaction.atomic():
            enrolment.save()
    except IntegrityError:
        # The other of two clicks was here first.
        return Enrolment.objects.open().get(person=person, course_page=course_page)
    audit.record("course started", enrolment, by=by, after={"course_page": course_page.pk, "lessons": list(required)})
    return enrolment


@transaction.atomic
def mark_done(*, enrolment: Enrolment, lesson: int, at: datetime, by: Any) -> Completion | None:
    """Mark a lesson, given by its key, as done, and return the completion if that was all the course asked for.

    A second time changes nothing, nor does it in a cycle that is over. The row itself says who and when, so the audit
    log doesn't repeat it.
    """
    if not enrolment.is_open:
        return enrolment.completion
    LessonProgress.objects.get_or_create(enrolment=enrolment, lesson_id=lesson, defaults={"done_at": at})
    return finish_if_complete(enrolment=enrolment, at=at, by=by)


def start_quiz(*, enrolment: Enrolment, return_to: str, at: datetime, by: Any) -> Attempt:
    """Return the attempt that is in progress in a cycle, beginning one if there is none.

    Only `start_attempt` writes, in a transaction of its own: what it keeps for everybody, it keeps outside one.

    Raises NotYet while required lessons are left, and what `start_attempt` raises if it refuses.
    """
    page = enrolment.course_page
    under_way = next((attempt for attempt in attempts_in(enrolment) if attempt.is_open), None)
    if under_way:
        return under_way
    if not enrolment.is_open:
        raise NotYet("You have finished this time round the course. Begin it again to take the quiz again.")
    if page.quiz is None:
        raise NotYet("This course has no quiz.")
    if lessons_left_of(enrolment, at=at):
        raise NotYet("The quiz opens once you have done every required lesson.")
    return start_attempt(quiz=page.quiz, person=enrolment.person, cycle=enrolment.pk, return_to=return_to, at=at)


@transaction.atomic
def begin_again(*, enrolment: Enrolment, required: Sequence[dict[str, Any]], at: datetime, by: Any) -> Enrolment:
    """Close a cycle whose quiz attempts are used up, and return the new one that begins from the lessons.

    The closed cycle stays as it is, with its attempts. Raises NotYet if an attempt may still begin.
    """
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    page = enrolment.course_page
    if not enrolment.is_open:
        return enrol(person=enrolment.person, course_page=page, required=required, after=None, at=at, by=by)
    go = quiz_go(page, attempts_in(enrolment), at=at) if page.quiz else None
    if go is None or go.why_not != "used_up":
        raise NotYet("You can begin again once you have used all your attempts at the quiz.")
    enrolment.closed_at = at
    enrolment.save(update_fields=["closed_at"])
    audit.record("course closed without completion", enrolment, by=by, after={"closed_at": at})
    return _begin(person=enrolment.person, course_page=page, required=required, at=at, by=by)


@transaction.atomic
def finish_if_complete(*, enrolment: Enrolment, at: datetime, by: Any, closed_too: bool = False) -> Completion | None:
    """Record the completion of a cycle if it is complete, and return it; None if something is left.

    It is dated the local day of `at`: the moment of the last thing done, or of the quiz's submission even if it was
    marked later. It closes the cycle and makes the certificate. A second time returns the same completion. With
    `closed_too`, a cycle that was closed without a completion can still have it.
    """
    # Two last steps at once (two tabs) wait for one another here.
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    if enrolment.completion or not (enrolment.is_open or closed_too):
        return enrolment.completion
    finish_all([(enrolment, at)], by=by)
    return enrolment.completion


def hear_attempt_finished(*, attempt: Attempt, **kwargs: Any) -> None:
    """Receiver of `attempt_finished`, in the transaction of the submission: a pass may complete the course."""
    if attempt.state != rules.PASSED or attempt.cycle is None or attempt.submitted_at is None:
        return
    enrolment = Enrolment.objects.filter(pk=attempt.cycle, person=attempt.person_id).first()
    if enrolment is not None:
        finish_if_complete(enrolment=enrolment, at=attempt.submitted_at, by=attempt.person)


# -- After a question was found wrong, or an attempt was marked again --------------------------------------------------


def hear_attempts_regraded(*, regraded: Sequence[RegradedAttempt], by: Any, **kwargs: Any) -> None:
    """Receiver of `attempts_regraded`, in the transaction of the regrade.

    A fail that is now a pass may complete the course, as on the day it was submitted. A pass that is now a fail
    corrects nothing: that the completion rests on it is put before a person. So many queries for a thousand.
    """
    in_courses = [one for one in regraded if one.attempt.cycle]
    for start in range(0, len(in_courses), BATCH):
        some = in_courses[start : start + BATCH]
        cycles = cycles_held({one.attempt.cycle for one in some if one.attempt.cycle})
        passes: dict[UUID, datetime] = {}
        fails = []
        for one in some:
            cycle, at = cycles.get(one.attempt.cycle or one.attempt.pk), one.attempt.submitted_at
            if cycle is None or at is None or cycle.person_id != one.attempt.person_id:
                continue
            if one.attempt.state == rules.PASSED:
                passes[cycle.pk] = min(at, passes.get(cycle.pk, at))
            else:
                fails.append((one, cycle))
        _settle_proposals([one for one in some if one.attempt.state == rules.PASSED], by=by)
        finish_all([(cycles[key], at) for key, at in passes.items()], by=by)
        _propose_corrections(fails, by=by)


def cycles_held(keys: Collection[UUID]) -> dict[UUID, Enrolment]:
    """Return cycles by key, with what they were completed by, held against a last step in another tab."""
    held = Enrolment.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    # A course's page is read once, and not for each of a thousand cycles.
    held = held.select_related("completion__correction", "person").prefetch_related("course_page__course")
    return {one.pk: one for one in held}


def _settle_proposals(regraded: Sequence[RegradedAttempt], *, by: Any) -> None:
    if not regraded:
        return
    attempts = [one.attempt_id for one in regraded]
    ProposedCorrection.objects.filter(regraded__attempt__in=attempts, decision="").update(
        decision=Decision.KEPT, reason="A later regrade made the attempt a pass again.",
        decided_at=regraded[0].regrade.made_at, decided_by=by,
    )  # fmt: skip


def _propose_corrections(fails: Sequence[tuple[RegradedAttempt, Enrolment]], *, by: Any) -> None:
    proposals = []
    for one, cycle in fails:
        completion = cycle.completion
        if completion and completion.evidence.get("attempt") == str(one.attempt_id) and not completion.is_withdrawn:
            made_at = one.regrade.made_at
            proposals.append(ProposedCorrection(completion=completion, regraded=one, proposed_at=made_at))
    ProposedCorrection.objects.bulk_create(proposals)
    audit.record_all(
        audit.entry(
            "correction proposed", one, by=by,
            after={"completion": one.completion_id, "attempt": one.regraded.attempt_id},
        )
        for one in proposals
    )  # fmt: skip


def finish_all(cycles: Sequence[tuple[Enrolment, datetime]], *, by: Any) -> list[Completion]:
    """Record the completions of those cycles, held for writing, that are complete, and return them.

    Each is given with the moment of the last thing done in it, and is finished as `finish_if_complete` finishes one,
    a cycle that was closed without a completion too. The same number of queries for all of them.
    """
    unfinished = [(cycle, at) for cycle, at in cycles if not cycle.completion_id]
    if not unfinished:
        return []
    keys = [cycle.pk for cycle, _ in unfinished]
    done: dict[UUID, set[int]] = defaultdict(set)
    for key, lesson in LessonProgress.objects.filter(enrolment__in=keys).values_list("enrolment_id", "lesson_id"):
        done[key].add(lesson)
    passes = Attempt.objects.filter(cycle__in=keys, state=rules.PASSED).order_by("-started_at", "-pk")
    passed = {(cycle, person): key for cycle, person, key in passes.values_list("cycle", "person_id", "pk")}
    facts, complete = [], []
    for cycle, at in unfinished:
        rest = set(cycle.pinned) - done[cycle.pk]
        left = lessons_left_of(cycle, at=at) if rest else []
        attempt = passed.get((cycle.pk, cycle.person_id))
        has_quiz = cycle.course_page.quiz_id is not None
        if rules.is_complete(left, done=done[cycle.pk], has_quiz=has_quiz, passed=attempt is not None):
            facts.append(fact_of(cycle, at, attempt))
            complete.append((cycle, at))
    completions = record_each(facts=facts, source=Source.ONLINE, by=by)
    for (cycle, at), completion in zip(complete, completions, strict=True):
        cycle.completion, cycle.completed_at, cycle.closed_at = completion, at, cycle.closed_at or at
    change_rows([cycle for cycle, _ in complete], ["completion", "completed_at", "closed_at"])
    certificates_for(completions)
    return completions


def fact_of(cycle: Enrolment, at: datetime, passed: UUID | None) -> CompletionFact:
    """Return the completion of a cycle as it is recorded: on the local day of `at`, with what it rests on."""
    return CompletionFact(
        person_id=cycle.person_id,
        course=cycle.course_page.course,
        on=timezone.localdate(at),
        key=f"enrolment:{cycle.pk}",
        mode=Mode.ONLINE,
        evidence={"enrolment": str(cycle.pk)} | ({"attempt": str(passed)} if passed else {}),
    )


@transaction.atomic
def decide_correction(
    *, proposal: ProposedCorrection, decision: str, reason: str, by: Any, at: datetime
) -> ProposedCorrection:
    """Withdraw the completion that a regrade put in doubt, or keep it, and say why. Who loses one is written to.

    Raises ValueError without a reason or with another decision, and NotYet if it has been decided.
    """
    _refuse_decision(decision, reason)
    held = ProposedCorrection.objects.select_for_update().get(pk=proposal.pk)
    if held.decision:
        raise NotYet("This has been decided already.")
    _decide([held], decision=decision, reason=reason.strip(), by=by, at=at)
    held.refresh_from_db()
    return held


@transaction.atomic
def decide_corrections(*, regrade: int, decision: str, reason: str, by: Any, at: datetime, shown: int) -> int:
    """Decide in one about all completions that a regrade, given by its key, put in doubt and that nobody has decided
    about, and return how many they are. Who loses one is written to.

    Raises ValueError without a reason or with another decision, and NotYet unless they are as many as were `shown`.
    """
    _refuse_decision(decision, reason)
    waiting = ProposedCorrection.objects.filter(regraded__regrade=regrade, decision="").order_by("pk")
    held = list(
        waiting.select_for_update(of=("self",)).select_related(
            "completion__course", "regraded__attempt", "regraded__regrade"
        )
    )
    if len(held) != shown:
        raise NotYet("Some were decided since this was shown. Nothing is done: this is how it stands now.")
    for start in range(0, len(held), BATCH):
        _decide(held[start : start + BATCH], decision=decision, reason=reason.strip(), by=by, at=at)
    return len(held)


def _refuse_decision(decision: str, reason: str) -> None:
    if decision not in Decision.values:
        raise ValueError("Choose whether to withdraw the completion or keep it.")
    if not reason.strip():
        raise ValueError("Say why.")


def _decide(held: Sequence[ProposedCorrection], *, decision: str, reason: str, by: Any, at: datetime) -> None:
    ProposedCorrection.objects.filter(pk__in=[one.pk for one in held]).update(
        decision=decision, reason=reason, decided_at=at, decided_by=by
    )
    audit.record_all(
        audit.entry("correction decided", one, by=by, after={"decision": decision}, reason=reason) for one in held
    )
    if decision != Decision.WITHDRAWN:
        return
    try:
        withdrawn = correct_completions(completions=[one.completion for one in held], reason=reason, by=by)
    except AlreadyCorrected as gone:
        raise NotYet(f"{gone} Nothing is done: this is how it stands now.") from gone
    lost = {one.pk for one in withdrawn}
    told: dict[tuple[str, str], list[Attempt]] = defaultdict(list)
    for one in held:
        if one.completion_id in lost:
            happened = MARKED_AGAIN if one.regraded.regrade.choice == RegradeChoice.AGAIN else FOUND_WRONG
            told[one.completion.course.title, happened].append(one.regraded.attempt)
    for (course, happened), attempts in told.items():
        words = WITHDRAWN.format(course=course, happened=happened, reason=reason)
        tell(attempts, subject="A completion is withdrawn", words=words)
