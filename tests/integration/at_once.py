"""Several writers at the same moment, each in a thread with a connection of its own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

# For modules whose every test needs writers that don't wait for each other.
AT_ONCE_MARKS = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite takes one writer at a time"),
]


def all_at_once(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """Return what each of `acts` gives, in their order, all begun together. An error in any rises."""
    together = Barrier(len(acts))

    def one(act: Callable[[], Any]) -> Any:
        together.wait(timeout=60)
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [done.result(timeout=120) for done in [pool.submit(one, act) for act in acts]]
