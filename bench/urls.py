"""The project's addresses, and the simple views that they are measured against, which open nobody's session."""

from uuid import uuid4

from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from core import clock
from core.middleware import for_nobody
from goldthread.urls import urlpatterns as project
from people.models import Agency


@for_nobody
@never_cache
def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


@for_nobody
@never_cache
def one_query(request: HttpRequest) -> HttpResponse:
    return render(request, "bench/small.html", {"agency": Agency.objects.get(code="HM-CSC")})


@for_nobody
@never_cache
@csrf_exempt
def one_insert(request: HttpRequest) -> HttpResponse:
    Session.objects.create(session_key=uuid4().hex, session_data=request.POST["answer"], expire_date=clock.now())
    return HttpResponse("ok")


urlpatterns = [
    path("bench/one-insert/", one_insert),
    path("bench/bare/", bare),
    path("bench/one-query/", one_query),
    *project,
]
