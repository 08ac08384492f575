from django.apps import AppConfig


class LessonsConfig(AppConfig):
    name = "learning.lessons"
    label = "lessons"
    verbose_name = "Courses online"

    def ready(self) -> None:
        from core import slots
        from learning.lessons.actions import hear_attempt_finished, hear_attempts_regraded
        from learning.lessons.queries.quiz_pages import may_see_picture
        from learning.quizzes.signals import attempt_finished, attempts_regraded

        attempt_finished.connect(hear_attempt_finished, dispatch_uid="a pass may complete the course")
        attempts_regraded.connect(hear_attempts_regraded, dispatch_uid="a regrade may complete courses or doubt them")
        slots.file_readers.append(may_see_picture)
