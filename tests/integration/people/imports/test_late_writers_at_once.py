"""Somebody confirms while another worker's late check is just writing: on PostgreSQL, where both may."""

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from django.db import transaction

from people.imports import lifecycle
from people.imports.lifecycle import check, take_in
from people.imports.steering import confirm_preview, put_away
from people.models import ImportBatch, Upload, UploadLine
from tests import factories as make
from tests.integration.at_once import AT_ONCE_MARKS, all_at_once
from tests.integration.people.imports.browsing import Desk
from tests.integration.people.imports.files import TODAY, make_mere, row, table

pytestmark = AT_ONCE_MARKS
EACH = 20  # people in a file


@pytest.fixture
def desk(settings: Any, tmp_path: Path) -> Desk:
    settings.MEDIA_ROOT = tmp_path / "media"
    make.make_site()
    return Desk(make.make_lead(make_mere()), "MERE")


def checked_twice(desk: Desk, place: int = 0) -> tuple[Upload, Upload]:
    """Return a file as a worker has it that is still checking it, and as it was shown by another meanwhile. `place`
    makes it one of other people."""
    numbers = range(place * EACH, (place + 1) * EACH)
    rows = [row(staff_number=str(number), first_name="Person", last_name=f"N{number:03}") for number in numbers]
    shown = desk.to_preview(table(*rows))
    assert shown.state == "previewed"
    Upload.objects.filter(pk=shown.pk).update(state="checking", turn=0)
    late = Upload.objects.get(pk=shown.pk)
    check(upload=late, today=TODAY)
    return late, Upload.objects.get(pk=shown.pk)


@pytest.mark.parametrize("fault", [None, RuntimeError("memory")])
def test_a_late_check_that_waits_for_a_confirmation_to_be_saved_leaves_it_alone(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, fault: Exception | None
) -> None:
    late, shown = checked_twice(desk)
    saving = Event()
    Upload.objects.filter(pk=late.pk).update(state="checking", turn=0)  # so that it gets as far as it can
    plan, fail, show = lifecycle.KINDS["staff"].plan, lifecycle.fail, lifecycle.show

    def after_it_began(act: Callable[..., None]) -> Callable[..., None]:
        def wait_and_act(*args: Any, **kwargs: Any) -> None:
            assert saving.wait(timeout=30)
            act(*args, **kwargs)

        return wait_and_act

    def plan_or_go_wrong(*args: Any, **kwargs: Any) -> Any:
        if fault:
            raise fault
        return plan(*args, **kwargs)

    monkeypatch.setattr(lifecycle, "show", after_it_began(show))
    monkeypatch.setattr(lifecycle, "fail", after_it_began(fail))
    monkeypatch.setattr(lifecycle.KINDS["staff"], "plan", plan_or_go_wrong)

    def check_late() -> None:
        with suppress(RuntimeError):
            check(upload=late, today=TODAY)

    def confirm_slowly() -> bool:
        time.sleep(0.5)  # the late check has told its last step by then
        with transaction.atomic():
            Upload.objects.filter(pk=shown.pk).update(state="previewed", turn=shown.turn)
            mine = confirm_preview(upload=shown, leavers_agreed=False, by=desk.person)
            saving.set()
            time.sleep(0.5)  # and waits for this row by then
        return mine

    assert all_at_once([confirm_slowly, check_late])[0] is True
    monkeypatch.undo()
    left = Upload.objects.get(pk=shown.pk)
    assert (left.state, left.problem, left.uploaded_by) == ("applying", "", desk.person)
    assert take_in(upload=left, today=TODAY)


def test_of_many_who_check_confirm_and_put_away_at_once_one_way_is_gone_and_wholly(desk: Desk) -> None:
    for place in range(5):
        late, shown = checked_twice(desk, place)

        def confirm(shown: Upload = shown) -> bool:
            mine = confirm_preview(upload=shown, leavers_agreed=False, by=desk.person)
            if mine:
                take_in(upload=Upload.objects.get(pk=shown.pk), today=TODAY)
            return mine

        batches = ImportBatch.objects.count()
        acts: list[Callable[[], Any]] = [confirm, confirm, lambda late=late: check(upload=late, today=TODAY)]  # type: ignore[misc]
        acts += [lambda shown=shown: put_away(upload=shown, by=desk.person)]  # type: ignore[misc]
        done = all_at_once(acts)
        left = Upload.objects.get(pk=shown.pk)
        confirmed, away = done[0] or done[1], done[3]
        assert [confirmed, away].count(True) == 1
        assert left.state == ("applied" if confirmed else "dropped")
        assert ImportBatch.objects.count() - batches == confirmed
        assert UploadLine.objects.filter(upload=left).count() == (EACH if confirmed else 0)
