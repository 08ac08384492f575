"""What the front door shows."""

from home.queries.my_learning import Learning, learning_of
from home.queries.search import KINDS, searchable

__all__ = ["KINDS", "Learning", "learning_of", "searchable"]
