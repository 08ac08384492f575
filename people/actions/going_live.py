"""An agency comes onto the site in steps, so that nobody is chased on figures that nobody has checked."""

from datetime import date
from typing import Any

from django.db import transaction

from core import audit
from people.models import Agency, AgencyState


@transaction.atomic
def set_agency_state(*, agency: Agency, state: str, by: Any, today: date, reason: str = "") -> Agency:
    """Set how far an agency has come, and return it as it then is. Its own state alone: those below have theirs.

    Going live notes the day; leaving it forgets it. The state that it is in already changes nothing. Raises ValueError
    for a state that there isn't.
    """
    if state not in AgencyState.values:
        raise ValueError(f"There is no such state of an agency: {state}")
    locked = Agency.objects.select_for_update().get(pk=agency.pk)
    if locked.state == state:
        return locked
    before = {"state": locked.state, "live_since": locked.live_since}
    locked.state = state
    locked.live_since = today if state == AgencyState.LIVE else None
    locked.save(update_fields=["state", "live_since"])
    after = {"state": locked.state, "live_since": locked.live_since}
    audit.record("agency state changed", locked, by=by, before=before, after=after, reason=reason.strip())
    return locked
