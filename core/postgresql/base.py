"""Whether a kept connection still stands, told without a round trip on every request.

Django asks `SELECT 1` before a request's first query: one more round trip each time. A connection at rest has
nothing to read, unless the server has ended it and said so; that can be seen from here. One that has rested longer is
asked as Django does, since what stands between may have dropped it without a word; and so is one on which something
failed, which may be waiting for an answer that doesn't come. Source: docs/decisions/0027.
"""

from select import POLLIN, poll
from time import monotonic

from django.db.backends.postgresql import base

RESTED = 5.0  # seconds after which a connection is asked


class DatabaseWrapper(base.DatabaseWrapper):
    _asked_at = float("-inf")

    def is_usable(self) -> bool:
        """Return whether the connection can be used for a request."""
        now = monotonic()
        known = now - self._asked_at < RESTED and not self.errors_occurred  # what failed may have left it half-way
        if known and self.connection is not None and not self.connection.closed:
            looked = poll()
            looked.register(self.connection.fileno(), POLLIN)
            if not looked.poll(0):
                return True
        self._asked_at = now
        usable: bool = super().is_usable()
        return usable
