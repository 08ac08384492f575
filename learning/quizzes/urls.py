"""Addresses of this room."""

from django.urls import path

from learning.quizzes.views import progress, taking

app_name = "quizzes"

urlpatterns = [
    path("attempts/<uuid:key>/<int:position>/", taking.question, name="question"),
    path("attempts/<uuid:key>/check/", taking.check, name="check"),
    path("attempts/<uuid:key>/", taking.result, name="result"),
    path("my-learning/answers/", progress.own, name="own_answers"),
    path("people/<int:key>/answers/", progress.of_person, name="answers_of_person"),
]
