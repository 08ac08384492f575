"""The doors that Wagtail and Django would open by a password alone. All of them lead to the one in people/."""

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect


def to_sign_in(request: HttpRequest) -> HttpResponseRedirect:
    """Lead to our sign-in and on to where one was going. Raises PermissionDenied for somebody who is signed in already:
    Wagtail sends them here for want of the right to edit, and signing in again would only lead back."""
    if request.user.is_authenticated:
        raise PermissionDenied("You are signed in, but not as somebody who edits this site.")
    return redirect_to_login(request.GET.get("next", ""), login_url="account_login")
