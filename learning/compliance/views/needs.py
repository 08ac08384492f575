"""What do I need? Anybody picks a role and sees what is asked of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core import clock
from learning.compliance.forms import RoleForm
from learning.compliance.queries.of_roles import needs_of, roles_to_pick
from people.models import Agency


@require_safe
def needs(request: HttpRequest) -> HttpResponse:
    """Show the roles to pick from and, for the one picked, its pathways and what they ask. Nobody's data is in it."""
    today = clock.today()
    roles = {role.code: role for role in roles_to_pick(on=today)}
    form = RoleForm(request.GET or None, roles=[(code, role.title) for code, role in roles.items()])
    picked = roles.get(form.cleaned_data["role"]) if form.is_valid() else None
    needed = needs_of(picked, on=today) if picked else None
    joinable = Agency.objects.exclude(join_domains="").exists()
    return render(request, "compliance/needs.html", {"form": form, "needs": needed, "joinable": joinable})
