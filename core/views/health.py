"""Liveness and readiness, for whoever keeps the service running."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.middleware import for_nobody


@for_nobody
@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the process runs and its database answers, 503 when the database doesn't."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"live": True, "ready": False, "database": "does not answer"}, status=503)
    return JsonResponse({"live": True, "ready": True})
