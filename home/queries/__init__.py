"""What the front door shows."""

from home.queries.front_page import Newest, newest_for
from home.queries.my_learning import Learning, learning_of
from home.queries.search import KINDS, searchable

__all__ = ["KINDS", "Learning", "Newest", "learning_of", "newest_for", "searchable"]
