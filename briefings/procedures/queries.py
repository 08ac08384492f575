"""What the team asks of the manual."""

from datetime import date, timedelta
from typing import Any

from briefings.procedures.models import ProcedurePage
from core.team_desk import editable_by

SOON = timedelta(days=60)


def reviews_due(editor: Any, *, on: date) -> list[ProcedurePage]:
    """Return the live procedures that `editor` may change whose review was due by day `on` or is within 60 days."""
    due = ProcedurePage.objects.filter(live=True, next_review_on__lte=on + SOON)
    mine = due.filter(pk__in=editable_by(editor).order_by().values("pk"))
    return list(mine.listed().order_by("next_review_on", "pk"))
