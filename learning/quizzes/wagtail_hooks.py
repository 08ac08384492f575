"""The quizzes room's part in Wagtail's admin."""

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from learning.quizzes.viewsets import QuizzesViewSetGroup
from learning.quizzes.viewsets.retiring import RetireBulkAction

register_snippet(QuizzesViewSetGroup)

hooks.register("register_bulk_action", RetireBulkAction)
