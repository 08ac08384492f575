from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_save


class QuizzesConfig(AppConfig):
    name = "learning.quizzes"
    label = "quizzes"
    verbose_name = "Quizzes"

    def ready(self) -> None:
        from wagtail.models import ReferenceIndex

        from core import slots
        from core.after_migrating import after_migrating
        from core.models import GuidanceEdition
        from learning.quizzes.actions.ending import end_left_attempts
        from learning.quizzes.models import QuestionVersion
        from learning.quizzes.queries import may_see_picture, next_opening_or_closing
        from learning.quizzes.queries.marking import merging_waits
        from learning.quizzes.tasks import take_files_left
        from learning.quizzes.team_rights import ENDING, give_team_rights
        from people.team_rights import giver_of

        # Wagtail notes by itself only what pages and snippets use. A version keeps the picture that was asked, after
        # its question has another, and who may see a picture rests on this index.
        ReferenceIndex.register_model(QuestionVersion)
        slots.file_readers.append(may_see_picture)
        slots.moments.append(next_opening_or_closing)
        slots.due.append(end_left_attempts)
        slots.due_in_steps.append(take_files_left)
        slots.merging_waits.append(merging_waits)
        post_save.connect(find_by_new_title, sender=GuidanceEdition, dispatch_uid="questions found by their guidance")
        after_migrating(give_team_rights, uid="rights of the workforce team over quizzes")
        after_migrating(giver_of("quizzes", ENDING), uid="team rights to end attempts")


def find_by_new_title(instance: Any, created: bool, **kwargs: Any) -> None:
    """Have the questions that rest on an edition of guidance found by what it is called now."""
    from core.indexing import search_anew
    from learning.quizzes.models import Question

    if not created and not kwargs.get("raw"):
        search_anew(list(Question.objects.filter(guidance=instance).select_related("guidance", "scenario")))
