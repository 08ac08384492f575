from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"
    label = "core"
    verbose_name = "Shared"

    def ready(self) -> None:
        from core import checks, signals  # noqa: F401
        from core.admin_fields import register_fields
        from core.after_migrating import after_migrating
        from core.triggers import lock_after_migrate

        register_fields()
        after_migrating(lock_after_migrate, uid="lock append-only tables")
