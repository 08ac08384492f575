"""The training record's part in Wagtail's admin."""

from wagtail import hooks
from wagtail.permissions import register_permission_policy

from learning.records.models import Completion
from learning.records.permissions import LookOnlyPolicy
from learning.records.viewsets import CompletionViewSet

register_permission_policy(Completion, LookOnlyPolicy(Completion), exact_class=True)


@hooks.register("register_admin_viewset")
def completions() -> CompletionViewSet:
    return CompletionViewSet()
