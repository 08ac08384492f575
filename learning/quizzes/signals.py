"""What this room tells whoever listens."""

from django.dispatch import Signal

# Sent with `attempt` in the transaction that gives an attempt its outcome: a receiver that raises undoes it all.
attempt_finished = Signal()

# Sent once with `regraded`, a list of RegradedAttempt with their attempts as they stand now, and `by`, in the
# transaction of a regrade that changes the outcome of any: there may be thousands.
attempts_regraded = Signal()
