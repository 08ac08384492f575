"""Where everything is found. Each room keeps its own addresses; Wagtail's pages come last.

Addresses are tried one after another, so what thousands ask for within an hour comes first.
"""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from core.views.health import health
from core.views.media import document, image
from goldthread.doors import to_sign_in
from learning.quizzes.views.marking import mark
from learning.quizzes.views.marking_again import again

# Sign-in has one door. Wagtail's and Django's own would let a password alone pass where a second factor is set.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("learning.quizzes.urls")),
    path("", include("learning.lessons.urls")),
    path("", include("home.urls")),
    path("health/", health, name="health"),
    path("admin/login/", to_sign_in, name="admin_sign_in"),
    path("_util/login/", to_sign_in, name="page_sign_in"),
    path("admin/password_reset/", RedirectView.as_view(pattern_name="account_reset_password"), name="admin_reset"),
    path("admin/marking/<uuid:key>/", mark, name="quiz_mark"),
    path("admin/marking/<uuid:key>/again/", again, name="quiz_mark_again"),
    path("admin/", include(wagtailadmin_urls)),
    path("", include("people.urls")),
    path("account/", include("allauth.urls")),
    path("documents/<int:document_id>/<path:document_filename>", document, name="document"),
    path("documents/", include(wagtaildocs_urls)),
    path("media/images/<str:name>", image, name="image"),
    path("", include("core.urls")),
    path("", include("briefings.responses.urls")),
    path("", include("learning.records.urls")),
    path("", include("learning.compliance.urls")),
    path("", include(wagtail_urls)),
]

handler500 = "core.views.errors.server_error"

if settings.DEBUG:
    urlpatterns.insert(0, path("django-admin/", admin.site.urls))
