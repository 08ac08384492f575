"""Two who bring the same training history at the same moment: nothing is doubled, lost or left unexplained."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone

from learning.catalogue.models import Course
from learning.records.actions import record_group_session
from learning.records.importing import CompletionImport
from learning.records.models import Completion
from people.imports import tasks
from people.imports.lifecycle import take_in
from people.models import Agency, ImportBatch, Person, Upload
from tests import factories as make
from tests.integration.at_once import AT_ONCE_MARKS, all_at_once
from tests.integration.learning.making import TODAY
from tests.integration.learning.records.groups import make_draft
from tests.integration.people.imports.browsing import Desk, text_of

pytestmark = AT_ONCE_MARKS
HEAD = b"email,course,completed_on\n"
SAME = b"abena@mere.example,SG-1,1/9/2019\n"
DAY = date(2019, 9, 1)
CARRY_OUT = CompletionImport.carry_out


@pytest.fixture
def mere(settings: Any, tmp_path: Path) -> Agency:
    settings.MEDIA_ROOT = tmp_path / "media"
    make.make_site()
    Course.objects.create(code="SG-1", title="Safeguarding awareness", hours=2)
    mere = make.make_agency(code="MERE", name="Mere School")
    for name in ("abena", "bob", "carol"):
        make.make_post(make.make_person(email=f"{name}@mere.example", first_name=name.title()), agency=mere)
    return mere


def confirmed(agency: Agency, *lines: bytes) -> tuple[Desk, Upload]:
    """Return a file that somebody has confirmed, and that is about to be taken in."""
    desk = Desk(make.make_lead(agency), agency.code)
    upload = desk.to_preview(HEAD + b"".join(lines), "completions")
    assert upload.state == "previewed", upload.problem
    Upload.objects.filter(pk=upload.pk).update(state="applying")
    return desk, Upload.objects.get(pk=upload.pk)


@pytest.fixture
def planned_together(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Have so many files make their plans before any of them is carried out."""

    def together(number: int) -> None:
        all_have_planned = Barrier(number)

        def wait_and_carry_out(self: CompletionImport, *args: Any, **kwargs: Any) -> Iterable[Any]:
            try:
                all_have_planned.wait(timeout=60)
            except BrokenBarrierError:
                pytest.fail("They didn't come together.")
            return CARRY_OUT(self, *args, **kwargs)

        monkeypatch.setattr(CompletionImport, "carry_out", wait_and_carry_out)

    return together


def test_the_second_is_shown_what_is_left_of_it_and_told_why(
    mere: Agency, planned_together: Callable[[int], None]
) -> None:
    files = [
        confirmed(mere, SAME, b"bob@mere.example,SG-1,1/9/2019\n"),
        confirmed(mere, SAME, b"carol@mere.example,SG-1,1/9/2019\n"),
    ]
    planned_together(2)
    done = all_at_once([lambda file=file: take_in(upload=file, today=TODAY) for _, file in files])
    assert ImportBatch.objects.count() == 1
    [(desk, left)] = [one for one, batch in zip(files, done, strict=True) if batch is None]
    left.refresh_from_db()
    assert (left.state, left.counts["joins"], left.counts["unchanged"]) == ("previewed", 1, 1)
    page = text_of(desk.get(left.get_absolute_url()))
    assert "Look it over again" in page
    assert "perhaps by another file, so nothing of this one was done" in page


def test_what_was_left_is_taken_in_once_it_is_confirmed(mere: Agency, planned_together: Callable[[int], None]) -> None:
    files = [confirmed(mere, SAME, b"bob@mere.example,SG-1,1/9/2019\n"), confirmed(mere, SAME)]
    planned_together(2)
    all_at_once([lambda file=file: take_in(upload=file, today=TODAY) for _, file in files])
    planned_together(1)
    for desk, file in files:
        file.refresh_from_db()
        if file.state == "previewed":
            desk.confirm(file)
    emails = Completion.objects.values_list("person__email", flat=True)
    assert sorted(emails) == ["abena@mere.example", "bob@mere.example"]


def test_what_a_lead_records_while_a_file_is_taken_in_is_there_once(
    mere: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    abena, course = Person.objects.get(email="abena@mere.example"), Course.objects.get()
    _, file = confirmed(mere, SAME)
    lead = make.make_lead(mere)
    draft = make_draft(lead, mere, course=course, held_on=DAY)

    def record_between(self: CompletionImport, *args: Any, **kwargs: Any) -> Iterable[Any]:
        steps = iter(CARRY_OUT(self, *args, **kwargs))
        yield next(steps)
        all_at_once([lambda: record_group_session(draft=draft, people=[abena.pk], by=lead, today=TODAY)])
        yield from steps

    monkeypatch.setattr(CompletionImport, "carry_out", record_between)
    assert take_in(upload=file, today=TODAY) is None
    assert [row.source for row in Completion.objects.filter(person=abena, course=course)] == ["group"]
    file.refresh_from_db()
    assert (file.state, file.counts["unchanged"], file.changed_since) == ("previewed", 1, True)


def test_clocks_that_find_a_stopped_file_at_once_start_it_again_once(mere: Agency) -> None:
    _, file = confirmed(mere, SAME)
    long_ago = timezone.now() - timedelta(minutes=21)
    Upload.objects.filter(pk=file.pk).update(step="Saving, all at once", touched_at=long_ago)
    now = timezone.now()
    all_at_once([lambda: tasks.start_again_what_stopped(now)] * 6)
    file.refresh_from_db()
    assert (file.restarts, file.step) == (1, "")

    later = now + timedelta(minutes=3)
    all_at_once([lambda: tasks.do_what_is_left(later)] * 6)
    assert ImportBatch.objects.count() == Completion.objects.count() == 1


def test_a_worker_that_lives_after_all_and_the_one_that_took_over_take_a_file_in_once(mere: Agency) -> None:
    _, file = confirmed(mere, SAME)
    done = all_at_once([lambda: take_in(upload=Upload.objects.get(pk=file.pk), today=TODAY)] * 4)
    assert len([batch for batch in done if batch]) == ImportBatch.objects.count() == Completion.objects.count() == 1


def test_a_fault_of_ours_is_not_called_somebody_elses(mere: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    _, file = confirmed(mere, SAME)

    def break_a_rule(*args: Any, **kwargs: Any) -> None:
        raise IntegrityError("a rule that no other writer can have to do with")

    monkeypatch.setattr("people.imports.lifecycle.write_rows", break_a_rule)
    with pytest.raises(IntegrityError):
        take_in(upload=file, today=TODAY)
    file.refresh_from_db()
    assert (file.state, file.counts.get("joins")) == ("unreadable", 1)
    assert "Something went wrong here" in file.problem
