"""Files that the worker works through: the page tells how far they are, and nothing is done twice or lost."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from people.imports import tasks
from people.imports.lifecycle import forget_old_files
from people.imports.upload_views import STALE
from people.models import AgencyLead, ImportBatch, Post, Upload
from tests.integration.people.imports.browsing import Desk, text_of
from tests.integration.people.imports.files import row, table

pytestmark = pytest.mark.django_db
ABENA = {"staff_number": "0042", "email": "abena.osei@mere.example"}


@pytest.fixture
def long_file(lead: Desk, monkeypatch, django_capture_on_commit_callbacks) -> Upload:
    """A file that waits to be checked by the worker."""
    monkeypatch.setattr(tasks, "SMALL", 10)
    with django_capture_on_commit_callbacks(execute=True):
        return lead.to_preview(table(row(**ABENA)))


def test_the_page_says_that_it_waits_what_is_done_and_then_what_it_would_do(lead: Desk, long_file: Upload) -> None:
    assert long_file.state == "checking"
    page = text_of(lead.get(f"/imports/{long_file.pk}/"))
    assert "Waiting for its turn" in page
    assert f'<a href="/imports/{long_file.pk}/">Look again</a>' in page
    Upload.objects.update(step="Comparing their posts")
    assert "Comparing their posts…" in text_of(lead.get(f"/imports/{long_file.pk}/"))
    tasks.check_in_background.call(str(long_file.pk))
    assert "Look it over" in text_of(lead.get(f"/imports/{long_file.pk}/"))


def test_a_confirmed_file_is_taken_in_once_however_often_the_worker_is_told(
    lead: Desk, long_file: Upload, django_capture_on_commit_callbacks
) -> None:
    tasks.check_in_background.call(str(long_file.pk))
    long_file.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        page = text_of(lead.confirm(long_file))
    assert "It is being taken in" in page
    assert "Put this file away" not in page
    for _ in range(3):
        tasks.take_in_in_background.call(str(long_file.pk))
    assert ImportBatch.objects.count() == 1
    assert "What the file did" in text_of(lead.client.get(f"/imports/{long_file.pk}/", follow=True))


def test_what_somebody_confirmed_who_leads_no_more_is_not_done(
    lead: Desk, long_file: Upload, django_capture_on_commit_callbacks
) -> None:
    tasks.check_in_background.call(str(long_file.pk))
    long_file.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        lead.confirm(long_file)
    AgencyLead.objects.filter(person=lead.person).update(until=timezone.localdate() - timedelta(days=1))
    tasks.take_in_in_background.call(str(long_file.pk))
    assert not ImportBatch.objects.exists()
    long_file.refresh_from_db()
    assert "may not bring it any more" in long_file.problem


def test_a_file_that_is_being_taken_in_is_not_put_away(lead: Desk, long_file: Upload) -> None:
    Upload.objects.update(state="applying")
    lead.client.post(f"/imports/{long_file.pk}/drop/")
    assert Upload.objects.get().state == "applying"


def test_a_file_that_was_put_away_is_not_checked_after_all(lead: Desk, long_file: Upload) -> None:
    lead.client.post(f"/imports/{long_file.pk}/drop/")
    tasks.check_in_background.call(str(long_file.pk))
    assert Upload.objects.get().state == "dropped"


def test_where_no_worker_runs_the_clock_does_what_is_left(lead: Desk, long_file: Upload) -> None:
    soon, later = timezone.now() + timedelta(seconds=60), timezone.now() + timedelta(minutes=3)
    tasks.do_what_is_left(soon)
    assert Upload.objects.get().state == "checking"
    tasks.do_what_is_left(later)
    assert Upload.objects.get().state == "previewed"
    Upload.objects.update(state="applying")
    tasks.do_what_is_left(later)
    assert Post.objects.filter(person__email=ABENA["email"]).exists()


def test_what_seems_to_have_stopped_can_be_started_again(
    lead: Desk, long_file: Upload, django_capture_on_commit_callbacks
) -> None:
    address = f"/imports/{long_file.pk}/"
    assert "It seems to have stopped" not in text_of(lead.get(address))
    Upload.objects.update(touched_at=timezone.now() - timedelta(minutes=STALE + 1), step="Reading the file")
    assert "It seems to have stopped" in text_of(lead.get(address))
    with django_capture_on_commit_callbacks(execute=True) as told:
        lead.client.post(f"{address}again/")
    assert len(told) == 1
    assert "It seems to have stopped" not in text_of(lead.get(address))


def stopped(upload: Upload, state: str = "checking") -> None:
    """Leave a file as a worker leaves it that is killed."""
    long_ago = timezone.now() - timedelta(minutes=21)
    Upload.objects.filter(pk=upload.pk).update(state=state, step="Comparing their posts", touched_at=long_ago)


@pytest.mark.parametrize("state", ["checking", "applying"])
def test_what_a_killed_worker_began_is_taken_up_by_itself(lead: Desk, long_file: Upload, state: str, caplog) -> None:
    if state == "applying":
        tasks.check_in_background.call(str(long_file.pk))
    stopped(long_file, state)
    caplog.set_level("WARNING", "people.imports.tasks")
    tasks.do_what_is_left(timezone.now())
    long_file.refresh_from_db()
    assert (long_file.state, long_file.step, long_file.restarts) == (state, "", 1)
    assert f"Upload {long_file.pk} stopped while 'Comparing their posts', and is started again." in caplog.text

    tasks.do_what_is_left(timezone.now() + timedelta(minutes=3))  # no worker runs
    long_file.refresh_from_db()
    assert long_file.state == ("previewed" if state == "checking" else "applied")
    assert Post.objects.filter(person__email=ABENA["email"]).count() == (state == "applying")


def test_what_shows_signs_of_life_is_left_to_its_worker(lead: Desk, long_file: Upload) -> None:
    for minutes in (1, 10, 19):
        touched = timezone.now() - timedelta(minutes=minutes)
        Upload.objects.update(step="Comparing their posts", touched_at=touched)
        tasks.do_what_is_left(timezone.now())
        assert Upload.objects.get().restarts == 0
    assert Upload.objects.get().step == "Comparing their posts"


def test_a_file_that_stops_every_worker_is_given_up_and_says_so(lead: Desk, long_file: Upload) -> None:
    for _ in range(3):
        stopped(long_file)
        tasks.do_what_is_left(timezone.now())
    page = text_of(lead.get(f"/imports/{long_file.pk}/"))
    assert "It stopped every time that it was worked through, and nothing was changed." in page
    assert "Name its columns again" in page


def test_a_fault_of_ours_is_said_and_nothing_is_changed(lead: Desk, long_file: Upload, monkeypatch) -> None:
    def broken(*args, **kwargs):
        raise RuntimeError("disk")

    monkeypatch.setattr("people.imports.lifecycle.read_upload", broken)
    with pytest.raises(RuntimeError):
        tasks.check_in_background.call(str(long_file.pk))
    page = text_of(lead.get(f"/imports/{long_file.pk}/"))
    assert "Something went wrong here, and nothing was changed." in page
    assert "Name its columns again" in page


def test_after_thirty_days_the_file_goes_and_what_it_did_stays(lead: Desk, django_capture_on_commit_callbacks) -> None:
    upload = lead.take_in(table(row(**ABENA)))
    place = Path(upload.file.path)
    assert place.exists()
    with django_capture_on_commit_callbacks(execute=True):
        forget_old_files(timezone.now() + timedelta(days=31))
    assert not Upload.objects.exists()
    assert not place.exists()
    page = text_of(lead.get(f"/imports/done/{upload.batch_id}/"))
    assert "Abena Osei" in page
    assert "Teacher, Mere School, from 2 September 2024" in page
