from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "learning.records"
    label = "records"
    verbose_name = "Training records"
