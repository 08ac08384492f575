"""Where a draft stands, in words."""

from learning.quizzes.models import Question, Quiz


def status_of(thing: Question | Quiz) -> str:
    """Return where a draft stands in words. Wagtail's own column asks the database for each row's schedule."""
    if not thing.live:
        return "Draft"
    if isinstance(thing, Question) and thing.retired:
        return "Retired"
    return "Published, newer draft" if thing.has_unpublished_changes else "Published"
