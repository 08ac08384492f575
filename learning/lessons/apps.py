from django.apps import AppConfig


class LessonsConfig(AppConfig):
    name = "learning.lessons"
    label = "lessons"
    verbose_name = "Courses online"

    def ready(self) -> None:
        from core import slots
        from learning.lessons.actions import hear_attempt_finished, hear_attempt_regraded
        from learning.lessons.queries.quiz_pages import may_see_picture
        from learning.quizzes.signals import attempt_finished, attempt_regraded

        attempt_finished.connect(hear_attempt_finished, dispatch_uid="a pass may complete the course")
        attempt_regraded.connect(hear_attempt_regraded, dispatch_uid="a regrade may complete a course or doubt it")
        slots.file_readers.append(may_see_picture)
