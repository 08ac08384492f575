from django.apps import AppConfig


class LessonsConfig(AppConfig):
    name = "learning.lessons"
    label = "lessons"
    verbose_name = "Courses online"
