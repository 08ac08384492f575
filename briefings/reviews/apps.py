from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "briefings.reviews"
    label = "reviews"
    verbose_name = "Reviews"
