"""Addresses of this room."""

from django.urls import path

from learning.records import views

app_name = "records"
urlpatterns = [
    path("certificates/", views.look_up, name="look_up"),
    path("certificates/<str:key>/", views.certificate, name="certificate"),
    path("certificates/<uuid:key>/print/", views.printed, name="print"),
]
