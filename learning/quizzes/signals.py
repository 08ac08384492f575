"""What this room tells whoever listens."""

from django.dispatch import Signal

# Sent with `attempt` in the transaction that gives an attempt its outcome: a receiver that raises undoes it all.
attempt_finished = Signal()

# Sent with `attempt`, `regraded` (its RegradedAttempt) and `by` in the transaction of a regrade that changes an
# attempt's outcome.
attempt_regraded = Signal()
