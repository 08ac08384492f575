from django.apps import AppConfig
from django.db.models.signals import post_migrate


class QuizzesConfig(AppConfig):
    name = "learning.quizzes"
    label = "quizzes"
    verbose_name = "Quizzes"

    def ready(self) -> None:
        from core import slots
        from learning.quizzes.queries import may_see_picture
        from learning.quizzes.team_rights import give_team_rights

        slots.file_readers.append(may_see_picture)
        post_migrate.connect(give_team_rights, dispatch_uid="rights of the workforce team over quizzes")
