from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"
    label = "people"
    verbose_name = "People"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from people import signals  # noqa: F401
        from people.groups import make_groups
        from people.team_rights import OWN, giver_of

        post_migrate.connect(make_groups, dispatch_uid="make groups")
        post_migrate.connect(giver_of("people", OWN), weak=False, dispatch_uid="team rights on people")
