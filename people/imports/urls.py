"""Addresses of bringing files."""

from django.urls import path

from people.imports import batch_views, views

app_name = "imports"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/<slug:code>/", views.new, name="new"),
    path("done/<uuid:key>/", batch_views.batch, name="batch"),
    path("done/<uuid:key>/undo/", batch_views.undo_batch, name="undo"),
    path("<uuid:key>/", views.upload, name="upload"),
    path("<uuid:key>/words/", views.words, name="words"),
    path("<uuid:key>/again/", views.again, name="again"),
    path("<uuid:key>/confirm/", views.confirm, name="confirm"),
    path("<uuid:key>/drop/", views.drop, name="drop"),
    path("<uuid:key>/preview.csv", views.download, {"form": "csv"}, name="preview_csv"),
    path("<uuid:key>/preview.xlsx", views.download, {"form": "xlsx"}, name="preview_xlsx"),
]
