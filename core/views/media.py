"""Pictures and documents, served only to those who may read a page that shows them."""

import mimetypes

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control
from wagtail.documents.views.serve import serve

from core.models import SiteImage, SiteRendition
from core.queries import file_readable_by


def image(request: HttpRequest, name: str) -> FileResponse:
    """Serve a rendition by its file name. Answers 404 for a picture that the reader may see on no page."""
    rendition = SiteRendition.objects.select_related("image").filter(file=f"images/{name}").first()
    if rendition is None or not may_see(request, rendition.image):
        raise Http404("No such picture is published.")
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    response = FileResponse(rendition.file.open("rb"), content_type=kind)
    # Checked again each time: a withdrawn picture is gone on the next look.
    patch_cache_control(response, private=True, max_age=0 if settings.DEBUG else 60)
    return response


def document(request: HttpRequest, document_id: int, document_filename: str) -> HttpResponseBase:
    """Serve a document by Wagtail's view, which asks core.wagtail_hooks who may have it."""
    response: HttpResponseBase = serve(request, document_id, document_filename)
    # Nobody on the way keeps it, and a browser asks again each time: a withdrawn file is gone on the next look.
    patch_cache_control(response, private=True, no_cache=True)
    return response


def may_see(request: HttpRequest, picture: SiteImage) -> bool:
    return file_readable_by(request.user, picture) or request.user.has_perm("wagtailadmin.access_admin")
