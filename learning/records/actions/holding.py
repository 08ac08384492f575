"""Writers to one person's record wait for each other, so that none adds what another has just added."""

from collections.abc import Iterable

from learning.records.actions.completions import BATCH
from people.models import Person


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
