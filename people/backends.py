"""Who may sign in, and stay signed in."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.db.models import DateField

from core import clock
from core.statements import Given, Statement
from people.models import Person
from people.queries import person_at
from people.sessions import person_just_read

DEMO_DOMAIN = "@demo.example"


def is_refused(person: Any) -> bool:
    """Return whether a person of the demonstration, whose password everybody knows, is kept out of this site."""
    return not settings.DEMO_SIGN_INS and (person.email or "").lower().endswith(DEMO_DOMAIN)


BY_KEY: Statement[Person] = Statement(
    lambda: Person.objects.with_rights_held(on=Given("on", DateField())).filter(pk=Given("key")).order_by()  # type: ignore[arg-type]
)


class PersonBackend(AuthenticationBackend):
    """Signing in by email. Asked again with every request, so that one who may no longer sign in is out at once."""

    def get_user(self, user_id: Any) -> Person | None:
        # Who they are, and whether any right is worth asking after: nearly always they have come with their session.
        person = person_just_read(user_id) or BY_KEY.first(key=user_id, on=clock.today())
        return person if person and self.user_can_authenticate(person) else None

    def _get_permissions(self, user_obj: Any, obj: Any, from_name: str) -> set[str]:
        if getattr(user_obj, "holds_rights", True):
            rights: set[str] = super()._get_permissions(user_obj, obj, from_name)
            return rights
        return set()

    def user_can_authenticate(self, user: Any) -> bool:
        return bool(super().user_can_authenticate(user)) and not is_refused(user)

    def _authenticate_by_email(self, email: str, password: str) -> Any:
        return self._check_password(person_at(email), password)

    def _check_password(self, user: Any, password: str) -> Any:
        # allauth keeps somebody with the right password who may not sign in, to tell them that they are inactive.
        # Whoever is refused here is told nothing, and above all isn't kept.
        if user is not None and is_refused(user):
            return None
        return super()._check_password(user, password)
