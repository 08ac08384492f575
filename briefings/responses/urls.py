"""Addresses of this room."""

from django.urls import path

from briefings.responses import views

app_name = "responses"
urlpatterns = [
    path("my-learning/reading/", views.own, name="own"),
    path("reading/", views.overview, name="overview"),
    path("reading/<int:key>/", views.readers, name="readers"),
    path("reading/<int:key>.csv", views.readers_csv, name="readers_csv"),
    path("reading/<int:key>/confirm/", views.confirm, name="confirm"),
]
