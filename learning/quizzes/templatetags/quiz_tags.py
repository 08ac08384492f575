"""What templates of the quizzes room ask for themselves."""

from random import SystemRandom

from django import template

from learning.quizzes import queries
from learning.quizzes.models import Question, Quiz

register = template.Library()


@register.simple_tag
def preview_of(question: Question) -> dict[str, object]:
    """Return a draft as `asked` and `explained`: Wagtail's preview hands a template the question and no more.

    `told` is what is said to whoever gives each answer, where its author wrote something.
    """
    asked, explained = queries.previewed(question)
    told = [(str(option), option.feedback) for option in question.options.all() if option.feedback.strip()]
    return {"asked": asked, "explained": explained, "told": told}


@register.simple_tag
def rehearsal_of(quiz: Quiz) -> queries.Rehearsal:
    """Return what one attempt at a quiz might ask, as its form has it now: drawn anew each time."""
    return queries.rehearsed(quiz, SystemRandom())


@register.filter
def as_time(seconds: int | None) -> str:
    """Return seconds as people say them, "1 min 5 s"; a dash where no time is known."""
    if seconds is None:
        return "–"
    minutes, rest = divmod(seconds, 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
