from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    name = "core"
    label = "core"
    verbose_name = "Shared"

    def ready(self) -> None:
        from core import checks, signals  # noqa: F401
        from core.admin_fields import register_fields
        from core.triggers import lock_after_migrate

        register_fields()
        post_migrate.connect(lock_after_migrate, dispatch_uid="lock append-only tables")
