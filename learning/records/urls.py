"""Addresses of this room."""

from django.urls import path

from learning.records.views import certificates, checking, evidence, external

app_name = "records"
urlpatterns = [
    path("certificates/", certificates.look_up, name="look_up"),
    path("certificates/<str:key>/", certificates.certificate, name="certificate"),
    path("my-learning/elsewhere/", external.elsewhere, name="elsewhere"),
    path("my-learning/elsewhere/new/", external.report, name="report"),
    path("my-learning/elsewhere/<int:key>/withdraw/", external.withdraw, name="withdraw_report"),
    path("evidence/<uuid:key>/", evidence.evidence, name="evidence"),
    path("external-learning/", checking.queue, name="reports_to_check"),
    path("external-learning/<int:key>/", checking.check, name="check_report"),
    path("certificates/<uuid:key>/print/", certificates.printed, name="print"),
]
