"""What templates of the quizzes room ask for themselves."""

from django import template

from learning.quizzes import queries
from learning.quizzes.models import Question

register = template.Library()


@register.simple_tag
def preview_of(question: Question) -> dict[str, object]:
    """Return a draft as `asked` and `explained`: Wagtail's preview hands a template the question and no more."""
    asked, explained = queries.previewed(question)
    return {"asked": asked, "explained": explained}
