"""What this room tells whoever listens."""

from django.dispatch import Signal

# Sent in the transaction that writes it, with `acknowledgement`: somebody has confirmed that they read a page.
acknowledged = Signal()
