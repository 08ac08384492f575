from django.apps import AppConfig


class QuizzesConfig(AppConfig):
    name = "learning.quizzes"
    label = "quizzes"
    verbose_name = "Quizzes"

    def ready(self) -> None:
        from core import slots
        from learning.quizzes.queries import may_see_picture

        slots.file_readers.append(may_see_picture)
