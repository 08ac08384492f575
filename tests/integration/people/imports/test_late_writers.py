"""Whoever worked on a file too long comes late: what was done with it since stands, above all a confirmation."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from core.tables import UnreadableFile
from people.imports import lifecycle, taking_back, tasks
from people.imports.lifecycle import check, forget_old_files, take_in
from people.imports.taking_back import do_as_agreed, work_out
from people.models import AgencyLead, ImportBatch, JobRole, Post, Undoing, Upload
from tests.integration.people.imports.browsing import Desk, text_of
from tests.integration.people.imports.files import TODAY, row, table
from tests.integration.people.imports.test_undoing import ask

pytestmark = pytest.mark.django_db
ABENA = {"staff_number": "0042", "email": "abena.osei@mere.example"}
BOB = {"staff_number": "0043", "first_name": "Bob", "last_name": "Mill"}
Meanwhile = Callable[[Callable[[], Any]], None]


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file, and every undoing, is left to a worker."""
    monkeypatch.setattr(tasks, "SMALL", 10)
    monkeypatch.setattr(tasks, "FEW", 0)


@pytest.fixture
def upload(lead: Desk, worker: None) -> Upload:
    """A file that waits to be checked."""
    return lead.to_preview(table(row(**ABENA)))


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Meanwhile:
    """Have something happen while a file is worked through, as soon as its rows are read."""
    read_upload = lifecycle.read_upload

    def let(act: Callable[[], Any]) -> None:
        def read_and_wait(*args: Any) -> Any:
            reading = read_upload(*args)
            monkeypatch.setattr(lifecycle, "read_upload", read_upload)
            act()
            return reading

        monkeypatch.setattr(lifecycle, "read_upload", read_and_wait)

    return let


def now(upload: Upload) -> Upload:
    return Upload.objects.get(pk=upload.pk)


def checked_and_confirmed(lead: Desk, upload: Upload) -> None:
    check(upload=now(upload), today=TODAY)
    lead.confirm(now(upload))
    assert now(upload).state == "applying"


def taken_in(lead: Desk, upload: Upload) -> None:
    checked_and_confirmed(lead, upload)
    assert take_in(upload=now(upload), today=TODAY)


@pytest.mark.parametrize(("since", "state"), [(checked_and_confirmed, "applying"), (taken_in, "applied")])
def test_a_check_that_comes_late_undoes_no_confirmation(
    lead: Desk, upload: Upload, meanwhile: Meanwhile, since: Any, state: str
) -> None:
    meanwhile(lambda: since(lead, upload))
    check(upload=upload, today=TODAY)
    left = now(upload)
    assert (left.state, left.step, left.uploaded_by) == (state, "", lead.person)
    assert left.lines.count() == 1
    take_in(upload=left, today=TODAY)
    assert ImportBatch.objects.count() == Post.objects.filter(person__email=ABENA["email"]).count() == 1


@pytest.mark.parametrize("fault", [UnreadableFile("The stored file is gone."), RuntimeError("memory")])
@pytest.mark.parametrize(("since", "state"), [(checked_and_confirmed, "applying"), (taken_in, "applied")])
def test_nor_does_one_that_goes_wrong(
    lead: Desk, upload: Upload, meanwhile: Meanwhile, since: Any, state: str, fault: Exception
) -> None:
    def go_wrong() -> None:
        since(lead, upload)
        raise fault

    meanwhile(go_wrong)
    with suppress(RuntimeError):
        check(upload=upload, today=TODAY)
    assert (now(upload).state, now(upload).problem) == (state, "")


def test_a_check_that_read_a_file_otherwise_than_it_is_said_to_be_read_since_shows_nothing(
    lead: Desk, worker: None, meanwhile: Meanwhile
) -> None:
    upload = lead.to_preview(table(row(**ABENA, job_role="SW Band 6")))
    head = JobRole.objects.get(code="head")

    def say_another_way() -> None:
        check(upload=now(upload), today=TODAY)
        lead.client.post(f"/imports/{upload.pk}/words/", {"job_role-0": head.code})
        assert now(upload).state == "checking"

    meanwhile(say_another_way)
    check(upload=upload, today=TODAY)
    assert now(upload).state == "checking"
    check(upload=now(upload), today=TODAY)
    assert (now(upload).state, now(upload).counts["joins"]) == ("previewed", 1)


def test_what_was_put_away_stays_away_though_its_check_finds_no_file(
    lead: Desk, upload: Upload, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    read_upload = lifecycle.read_upload

    def put_away_and_read(*args: Any) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            lead.client.post(f"/imports/{upload.pk}/drop/")
        return read_upload(*args)

    monkeypatch.setattr(lifecycle, "read_upload", put_away_and_read)
    check(upload=upload, today=TODAY)
    assert (now(upload).state, now(upload).problem) == ("dropped", "")


def test_a_worker_that_comes_late_undoes_no_second_confirmation(
    lead: Desk, upload: Upload, meanwhile: Meanwhile
) -> None:
    checked_and_confirmed(lead, upload)

    def shown_anew_and_confirmed_again() -> None:
        JobRole.objects.filter(code="teacher").update(title="Class teacher")
        assert take_in(upload=now(upload), today=TODAY) is None
        assert now(upload).changed_since
        lead.confirm(now(upload))
        JobRole.objects.filter(code="teacher").update(title="Teacher")

    meanwhile(shown_anew_and_confirmed_again)
    before = now(upload)
    assert take_in(upload=before, today=TODAY) is None
    left = now(upload)
    assert (left.state, left.fingerprint != before.fingerprint) == ("applying", True)


def test_what_is_taken_in_stays_so_though_another_worker_goes_wrong_over_it(
    lead: Desk, upload: Upload, meanwhile: Meanwhile
) -> None:
    checked_and_confirmed(lead, upload)

    def go_wrong() -> None:
        assert take_in(upload=now(upload), today=TODAY)
        raise RuntimeError("memory")

    meanwhile(go_wrong)
    with pytest.raises(RuntimeError):
        take_in(upload=now(upload), today=TODAY)
    assert (now(upload).state, now(upload).problem) == ("applied", "")


def test_what_is_confirmed_is_not_deleted_for_its_age_before_it_is_taken_in(lead: Desk, upload: Upload) -> None:
    checked_and_confirmed(lead, upload)
    forget_old_files(timezone.now() + timedelta(days=31))
    assert take_in(upload=now(upload), today=TODAY)


def test_a_page_that_starts_again_what_has_moved_on_since_starts_nothing(
    lead: Desk, upload: Upload, django_capture_on_commit_callbacks: Any
) -> None:
    Upload.objects.update(step="Comparing their posts", touched_at=timezone.now() - timedelta(hours=1))
    shown = now(upload)
    Upload.objects.update(step="Writing down what it would do", touched_at=timezone.now())
    with django_capture_on_commit_callbacks() as told:
        tasks.start_again(shown)
    assert (now(upload).step, told) == ("Writing down what it would do", [])


# -- Undoing ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def batch(lead: Desk, upload: Upload) -> ImportBatch:
    taken_in(lead, upload)
    return ImportBatch.objects.get()


def agree(lead: Desk, batch: ImportBatch) -> None:
    seen = Undoing.objects.get().digest
    lead.client.post(f"/imports/done/{batch.pk}/undo/confirm/", {"seen": seen})
    assert Undoing.objects.get().state == "undoing"


@pytest.mark.parametrize("wrong", [False, True])
def test_what_somebody_agreed_to_undo_stays_agreed_though_another_works_it_out_late(
    lead: Desk, batch: ImportBatch, monkeypatch: pytest.MonkeyPatch, wrong: bool
) -> None:
    rehearse = taking_back.rehearse
    ask(lead, batch)
    late = Undoing.objects.get()
    work_out(asked=Undoing.objects.get())

    def rehearse_slowly(**said: Any) -> Any:
        outcome = rehearse(**said)
        agree(lead, batch)
        if wrong:
            raise RuntimeError("memory")
        return outcome

    monkeypatch.setattr(taking_back, "rehearse", rehearse_slowly)
    with suppress(RuntimeError):
        work_out(asked=late)
    assert Undoing.objects.get().state == "undoing"
    assert do_as_agreed(asked=Undoing.objects.get(), today=TODAY)


def test_a_late_worker_undoes_nothing_by_an_agreement_that_was_given_anew(lead: Desk, batch: ImportBatch) -> None:
    ask(lead, batch)
    work_out(asked=Undoing.objects.get())
    agree(lead, batch)
    late = Undoing.objects.get()
    Post.objects.filter(person__email=ABENA["email"]).update(start="2020-01-01")
    assert do_as_agreed(asked=Undoing.objects.get(), today=TODAY) is None
    assert Undoing.objects.get().changed_since
    agree(lead, batch)
    assert do_as_agreed(asked=late, today=TODAY) is None
    assert Undoing.objects.get().state == "undoing"
    assert do_as_agreed(asked=Undoing.objects.get(), today=TODAY)
    assert "What undoing put back" in text_of(lead.client.get(f"/imports/done/{batch.pk}/undo/", follow=True))


def test_what_somebody_agreed_to_who_leads_no_more_is_not_undone(lead: Desk, batch: ImportBatch) -> None:
    ask(lead, batch)
    work_out(asked=Undoing.objects.get())
    agree(lead, batch)
    AgencyLead.objects.filter(person=lead.person).update(until=TODAY - timedelta(days=1))
    assert do_as_agreed(asked=Undoing.objects.get(), today=TODAY) is None
    assert not Undoing.objects.exists()
    assert not ImportBatch.objects.filter(undoes=batch).exists()
    assert Post.objects.filter(person__email=ABENA["email"]).exists()
