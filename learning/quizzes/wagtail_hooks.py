"""The quizzes room's part in Wagtail's admin."""

from wagtail.snippets.models import register_snippet

from learning.quizzes.viewsets import QuizzesViewSetGroup

register_snippet(QuizzesViewSetGroup)
