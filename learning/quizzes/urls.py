"""Addresses of this room."""

from django.urls import path

from learning.quizzes.views import taking

app_name = "quizzes"

urlpatterns = [
    path("attempts/<uuid:key>/", taking.result, name="result"),
    path("attempts/<uuid:key>/check/", taking.check, name="check"),
    path("attempts/<uuid:key>/<int:position>/", taking.question, name="question"),
]
