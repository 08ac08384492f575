from django.apps import AppConfig


class LessonsConfig(AppConfig):
    name = "learning.lessons"
    label = "lessons"
    verbose_name = "Courses online"

    def ready(self) -> None:
        from django.db.models.signals import post_save

        from core import slots
        from core.signals import changed
        from learning.lessons.actions import hear_attempt_finished, hear_attempt_regraded
        from learning.lessons.queries.quiz_pages import may_see_picture
        from learning.quizzes.models import Quiz
        from learning.quizzes.signals import attempt_finished, attempt_regraded

        attempt_finished.connect(hear_attempt_finished, dispatch_uid="a pass may complete the course")
        attempt_regraded.connect(hear_attempt_regraded, dispatch_uid="a regrade may complete a course or doubt it")
        # Course pages say how long a quiz is and what passes it.
        post_save.connect(changed, sender=Quiz, dispatch_uid="stamp Quiz saved")
        slots.file_readers.append(may_see_picture)
