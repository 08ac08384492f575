from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "briefings.library"
    label = "library"
    verbose_name = "Library"
