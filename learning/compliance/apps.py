from django.apps import AppConfig


class ComplianceConfig(AppConfig):
    name = "learning.compliance"
    label = "compliance"
    verbose_name = "Compliance"
