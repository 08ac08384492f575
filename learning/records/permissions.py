"""What may be done with completions in Wagtail's admin: look, and correct. Nothing changes or deletes one."""

from typing import Any

from wagtail.permission_policies import ModelPermissionPolicy


class LookOnlyPolicy(ModelPermissionPolicy):
    """Lets those look who may see everybody, and nobody, superusers included, add, change or delete."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return bool(
            action == "view" and user.has_perm("people.view_everyone") and super().user_has_permission(user, action)
        )


def may_correct(user: Any) -> bool:
    return bool(user.has_perm("records.correct_completion") and user.has_perm("people.view_everyone"))
