from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "briefings.procedures"
    label = "procedures"
    verbose_name = "Procedures"
