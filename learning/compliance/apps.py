from django.apps import AppConfig

# Requirements and what was decided under them are never deleted: see docs/decisions/0005.
ACTS = {
    "requirement": ("add", "change"),
    "requirementversion": ("add", "change", "delete"),
    "exemption": ("add", "change"),
}


class ComplianceConfig(AppConfig):
    name = "learning.compliance"
    label = "compliance"
    verbose_name = "Compliance"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from core import slots
        from learning.compliance.views.ways import links
        from people.team_rights import giver_of

        slots.navigation.append(links)
        post_migrate.connect(giver_of("compliance", ACTS), weak=False, dispatch_uid="team rights on compliance")
