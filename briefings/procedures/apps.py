from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save


class ProceduresConfig(AppConfig):
    name = "briefings.procedures"
    label = "procedures"
    verbose_name = "Procedures"

    def ready(self) -> None:
        from briefings.procedures.models import ProcedurePart
        from core.signals import changed

        post_save.connect(changed, sender=ProcedurePart, dispatch_uid="stamp part saved")
        post_delete.connect(changed, sender=ProcedurePart, dispatch_uid="stamp part deleted")
