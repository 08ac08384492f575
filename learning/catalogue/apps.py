from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "learning.catalogue"
    label = "catalogue"
    verbose_name = "Course catalogue"
