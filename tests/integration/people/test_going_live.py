"""An agency comes onto the site in steps: setting up, checking its figures, live."""

from datetime import date

import pytest

from core.models import AuditEntry
from people.actions import set_agency_state
from people.models import Agency, AgencyState
from tests import factories as make

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


def test_a_new_agency_is_setting_up_and_is_not_among_the_live() -> None:
    new = Agency.add_root(code="NEW", name="New")
    assert new.state == AgencyState.SETTING_UP
    assert not Agency.objects.live().exists()


def test_going_live_notes_the_day_and_leaving_it_forgets_it(team_member) -> None:
    agency = make.make_agency(state="checking")
    live = set_agency_state(agency=agency, state="live", by=team_member, today=TODAY)
    assert (live.state, live.live_since) == ("live", TODAY)
    assert list(Agency.objects.live()) == [agency]
    back = set_agency_state(agency=agency, state="checking", by=team_member, today=TODAY)
    assert (back.state, back.live_since) == ("checking", None)
    entries = AuditEntry.objects.filter(act="agency state changed", by=team_member).order_by("pk")
    assert [entry.after["state"] for entry in entries] == ["live", "checking"]


def test_a_trust_is_live_while_its_school_is_not() -> None:
    trust = make.make_agency()
    school = make.make_agency(parent=trust, state="setting-up")
    assert list(Agency.objects.live()) == [trust]
    assert list(trust.get_children()) == [school]


def test_the_same_state_again_writes_nothing(team_member) -> None:
    agency = make.make_agency()
    set_agency_state(agency=agency, state="live", by=team_member, today=TODAY)
    assert not AuditEntry.objects.filter(act="agency state changed").exists()


def test_there_are_no_other_states(team_member) -> None:
    with pytest.raises(ValueError, match="no such state"):
        set_agency_state(agency=make.make_agency(), state="asleep", by=team_member, today=TODAY)
