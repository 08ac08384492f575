"""The quizzes room's part in Wagtail's admin."""

from typing import Any

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from learning.quizzes import question_files
from learning.quizzes.viewsets import QuizzesViewSetGroup
from learning.quizzes.viewsets.retiring import RetireBulkAction

register_snippet(QuizzesViewSetGroup)

hooks.register("register_bulk_action", RetireBulkAction)


@hooks.register("register_admin_urls")
def question_file_addresses() -> list[Any]:
    return question_files.urlpatterns
