"""Addresses of bringing files."""

from django.urls import path

from people.imports import batch_views, upload_views, views

app_name = "imports"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/<slug:code>/", views.new, name="new"),
    path("new/<slug:code>/example.csv", views.sample, {"form": "csv"}, name="sample_csv"),
    path("new/<slug:code>/to-fill-in.xlsx", views.sample, {"form": "xlsx"}, name="sample_xlsx"),
    path("done/<uuid:key>/", batch_views.batch, name="batch"),
    path("done/<uuid:key>/undo/", batch_views.undo, name="undo"),
    path("done/<uuid:key>/undo/confirm/", batch_views.confirm_undo, name="confirm_undo"),
    path("<uuid:key>/", upload_views.upload, name="upload"),
    path("<uuid:key>/words/", upload_views.words, name="words"),
    path("<uuid:key>/again/", upload_views.again, name="again"),
    path("<uuid:key>/confirm/", upload_views.confirm, name="confirm"),
    path("<uuid:key>/drop/", upload_views.drop, name="drop"),
    path("<uuid:key>/preview.csv", upload_views.download, {"form": "csv"}, name="preview_csv"),
    path("<uuid:key>/preview.xlsx", upload_views.download, {"form": "xlsx"}, name="preview_xlsx"),
]
