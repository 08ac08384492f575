"""Writers to one person's record wait for each other, so that none adds what another has just added."""

from collections.abc import Iterable

from people.models import Merge, Person

BATCH = 1000  # rows an INSERT, and keys a look-up: SQLite takes at most 32,766 values


def hold_records(people: Iterable[int]) -> set[int]:
    """Make all others who hold any of these records, given by person, wait until this transaction ends.

    Ask what is on a record after this, not before. They are always taken in the order of their keys, as merging takes
    them, so that no two wait for each other. Returns those that have been merged into another record by now.
    """
    keys, merged = sorted(set(people)), set()
    for start in range(0, len(keys), BATCH):
        held = Person.objects.select_for_update(no_key=True).filter(pk__in=keys[start : start + BATCH]).order_by("pk")
        merged |= {person for person, into in held.values_list("pk", "merged_into") if into}
    return merged


def hold_with_merged(people: Iterable[int]) -> None:
    """As hold_records, with the records that any of these were merged into, which have the same training."""
    held: set[int] = set()
    found = set(people)
    while found:
        held |= found
        found = {kept for _, kept, _ in merges_of(found)} - held
    hold_records(held)


def merges_of(people: Iterable[int]) -> Iterable[tuple[int, int, int]]:
    """Yield, by key, each of these people that was ever merged into another, that other, and the merge."""
    keys = sorted(set(people))
    for start in range(0, len(keys), BATCH):
        yield from Merge.objects.filter(gone__in=keys[start : start + BATCH]).values_list("gone", "kept", "pk")
