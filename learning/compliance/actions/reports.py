"""Publishing the board's figures as at a day, so that they stand."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from core import audit
from learning.compliance.models import BoardReport, BoardReportRow
from learning.compliance.queries.asked import asked_on
from learning.compliance.queries.by_database import statuses_by_post
from learning.compliance.queries.uptake import uptake_to_report
from learning.compliance.rules.quarters import month_end_before
from people.models import Agency, Post


class ReportRefused(ValueError):
    """Raised, with a sentence for the reader, for a report that can't be published. `field` is what to put right."""

    def __init__(self, sentence: str, field: str = "as_at") -> None:
        super().__init__(sentence)
        self.field = field


@transaction.atomic
def publish_report(*, as_at: date, by: Any, today: date, note: str = "") -> BoardReport:
    """Freeze the partnership's figures as at a day, post by post, and return the report.

    If the day was reported before, this report takes that one's place, and the note has to say why. Raises
    ReportRefused without it, for a day that hasn't come or that ends no month, and where nothing was asked of anybody.
    """
    if as_at > today:
        raise ReportRefused("A report can't be published as at a day that hasn't come.")
    if as_at != month_end_before(as_at):
        raise ReportRefused("A report is published as at the end of a month.")
    # Whoever reports at the same moment waits here, and then sees this report.
    list(Agency.get_root_nodes().order_by("pk").select_for_update().values_list("pk", flat=True))
    refuse_again_without_why(as_at, note.strip())
    asked = asked_on(as_at)
    standing = _posts_standing(as_at)
    if not standing:
        raise ReportRefused("Nothing was asked of anybody on that day.")
    report = BoardReport.objects.create(as_at=as_at, note=note.strip(), uptake=uptake_to_report(as_at), published_by=by)
    agencies = Agency.objects.in_bulk({agency for agency, _ in standing})
    tops = {agency.path: agency for agency in Agency.get_root_nodes()}
    rows = []
    for (key, place), posts in sorted(standing.items()):
        agency, requirement = agencies[key], asked[place].requirement
        top = tops[agency.path[: Agency.steplen]]
        row = BoardReportRow(
            report=report, agency=agency, requirement=requirement, agency_name=agency.name, top=top.code,
            top_name=top.name, sector=top.sector, requirement_title=requirement.title, posts=posts,
            **{status: len(found) for status, found in posts.items()},
        )  # fmt: skip
        rows.append(row)
    BoardReportRow.objects.bulk_create(rows, batch_size=200)
    audit.record("board report published", report, by=by, after={"as_at": as_at, "rows": len(rows)})
    return report


def refuse_again_without_why(as_at: date, note: str) -> None:
    """Raise ReportRefused for a day that was reported before, unless the note says something that no report of it said.

    So a form that was sent twice publishes once.
    """
    before = BoardReport.objects.filter(as_at=as_at)
    if before.exists() and (not note or before.filter(note=note).exists()):
        raise ReportRefused(
            "This day was reported before. Say in the note why it is reported again: the new report takes the place of "
            "the one before.",
            "note",
        )


def _posts_standing(on: date) -> Mapping[tuple[int, int], dict[str, list[int]]]:
    """Return the keys of posts by status, by agency and place of the requirement."""
    agency_of = dict(Post.objects.held_on(on).order_by().values_list("pk", "agency_id"))
    standing: dict[tuple[int, int], dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for post, statuses in statuses_by_post(on=on).items():
        for place, status in enumerate(statuses):
            if status is not None:
                standing[agency_of[post], place][status.value].append(post)
    return standing
