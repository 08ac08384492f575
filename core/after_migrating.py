"""What is written once all tables are there: groups with their rights, triggers, first rows."""

from collections.abc import Callable

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


def after_migrating(receive: Callable[..., None], *, uid: str) -> None:
    """Have `receive(using=…)` called once when everything is migrated. Call it when apps are ready.

    Django tells of every app by itself, and makes an app's permissions when it does: so this listens for the last app
    alone. It must be none that rights are given over.
    """
    post_migrate.connect(receive, sender=last_told(), weak=False, dispatch_uid=uid)


def last_told() -> AppConfig:
    """Return the app that Django tells of last."""
    return [app for app in apps.get_app_configs() if app.models_module is not None][-1]
