"""What is due is done, once, and one failure leaves the rest done."""

from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from core import slots
from home.models import HomePage
from people.models import Session
from tests.factories import make_page


def test_a_page_scheduled_for_now_is_published_and_an_expired_one_taken_down(home_page: HomePage) -> None:
    due, over = make_page(home_page, live=False), make_page(home_page)
    due.go_live_at = timezone.now() - timedelta(minutes=1)
    due.save_revision(approved_go_live_at=due.go_live_at)
    over.expire_at = timezone.now() - timedelta(minutes=1)
    over.save()
    call_command("run_due")
    call_command("run_due")
    due.refresh_from_db()
    over.refresh_from_db()
    assert (due.live, over.live) == (True, False)


def test_ended_sessions_are_cleared_away(db: None) -> None:
    Session.objects.create(session_key="old", session_data="", expire_date=timezone.now() - timedelta(days=1))
    call_command("run_due")
    assert not Session.objects.exists()


def test_one_failure_is_told_and_leaves_the_rest_done(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[datetime] = []

    def fail(at: datetime) -> None:
        raise RuntimeError("the mail server is away")

    monkeypatch.setattr(slots, "due", [fail, done.append])
    with pytest.raises(ExceptionGroup, match="Some of what is due"):
        call_command("run_due")
    assert len(done) == 1
