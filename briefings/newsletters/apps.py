from django.apps import AppConfig


class NewslettersConfig(AppConfig):
    name = "briefings.newsletters"
    label = "newsletters"
    verbose_name = "Newsletters"
