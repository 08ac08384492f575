"""Acknowledgements when two records of one person are merged: written again for the one that is kept, since none moves.

Undoing the merge is enough to take them away again: what it carried over stands only as long as it does.
"""

from datetime import date
from typing import Any

from briefings.responses.models import Acknowledgement


def to_carry(kept: Any, gone: Any) -> list[Acknowledgement]:
    """Return the standing acknowledgements of `gone` that `kept` lacks; same page, edition and day is the same."""
    same = ("page_id", "edition", "confirmed_on")
    there = set(Acknowledgement.objects.standing().filter(person=kept).values_list(*same))
    theirs = Acknowledgement.objects.standing().filter(person=gone).order_by("pk")
    return [one for one in theirs if tuple(getattr(one, name) for name in same) not in there]


def carry(merge: Any, by: Any, today: date) -> None:
    """Fill core.slots.merging. Nobody is told: what a confirmation completed is carried over by its own room."""
    Acknowledgement.objects.bulk_create(
        Acknowledgement(
            person=merge.kept, page_id=one.page_id, edition=one.edition, revision=one.revision, digest=one.digest,
            version=one.version, published_at=one.published_at, title=one.title, confirmed_on=one.confirmed_on,
            confirmed_at=one.confirmed_at, merge=merge, key=f"merge:{merge.pk}:{one.pk}",
        )
        for one in to_carry(merge.kept, merge.gone)
    )  # fmt: skip


def effects(kept: Any, gone: Any) -> list[str]:
    """Say what merging would carry over."""
    count = len(to_carry(kept, gone))
    if not count:
        return []
    return [f"Confirmed as read: {count} {'page is' if count == 1 else 'pages are'} added to the record that is kept."]


def undo(merge: Any, by: Any) -> None:
    """Nothing is left to do: see AcknowledgementQuerySet.standing."""
