"""Counting the quarters that trends are drawn from, and the training of each."""

from datetime import date, datetime, timedelta

from django.db import transaction

from learning.compliance.models import QuarterCount, QuarterUptake
from learning.compliance.queries.counts import count_statuses
from learning.compliance.queries.uptake import completions_between
from learning.compliance.rules.quarters import quarter_ends

QUARTERS = 12
# Late records and corrections change the past a little: a night is soon enough for a trend to follow.
COUNTED_AGAIN_AFTER = timedelta(hours=20)


def count_quarters(*, on: date, at: datetime) -> int:
    """Count the last twelve quarters that haven't been counted since yesterday; return how many that was."""
    ends = quarter_ends(on, QUARTERS)
    fresh = QuarterCount.objects.filter(quarter_end__in=ends, counted_at__gt=at - COUNTED_AGAIN_AFTER)
    stale = sorted(set(ends) - set(fresh.values_list("quarter_end", flat=True).distinct()))
    for end in stale:
        count_quarter(end=end, at=at)
    return len(stale)


@transaction.atomic
def count_quarter(*, end: date, at: datetime) -> None:
    """Count one quarter anew, in place of what was counted before."""
    tallies = count_statuses(on=end).tallies(lambda cell: (cell.agency, cell.asked.version.requirement_id))
    QuarterCount.objects.filter(quarter_end=end).delete()
    QuarterCount.objects.bulk_create(
        [
            QuarterCount(
                quarter_end=end, counted_at=at, agency_id=agency, requirement_id=requirement, **tally.by_name()
            )
            for (agency, requirement), tally in tallies.items()
        ],
        batch_size=1000,
    )
    completions = completions_between(quarter_ends(end + timedelta(days=1), 2))[end]
    QuarterUptake.objects.update_or_create(quarter_end=end, defaults={"completions": completions, "counted_at": at})
