"""Addresses of this room."""

from django.urls import path

from learning.quizzes import views

app_name = "quizzes"

urlpatterns = [
    path("attempts/<uuid:key>/", views.result, name="result"),
    path("attempts/<uuid:key>/check/", views.check, name="check"),
    path("attempts/<uuid:key>/<int:position>/", views.question, name="question"),
]
