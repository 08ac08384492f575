from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"
    label = "people"
    verbose_name = "People"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from people.groups import make_groups

        post_migrate.connect(make_groups, dispatch_uid="make groups")
