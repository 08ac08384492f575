"""What a person's own email address means to allauth."""

from typing import Any

from allauth.account.models import EmailAddress
from django.db.models.signals import post_save, pre_save

from people.models import Person


def vouch(instance: EmailAddress, **kwargs: Any) -> None:
    """Take a person's own address as confirmed: their agency's staff file or the team gave it.

    Without this allauth takes it for a change that waits, and would withdraw it when another is asked for. A row that
    still claims the address for somebody who had it before is out of date, and goes.
    """
    if not instance._state.adding or instance.email.lower() != (instance.user.email or "").lower():
        return
    EmailAddress.objects.filter(email__iexact=instance.email).exclude(user=instance.user).delete()
    EmailAddress.objects.filter(user=instance.user, primary=True).exclude(pk=instance.pk).update(primary=False)
    instance.verified = instance.primary = True


def forget_former_addresses(instance: Person, update_fields: frozenset[str] | None = None, **kwargs: Any) -> None:
    """Drop a person's confirmed addresses that are no longer theirs, and what others claim of the one that is."""
    if update_fields is not None and "email" not in update_fields:
        return  # such as the time of a sign-in
    former = EmailAddress.objects.filter(user=instance, verified=True)
    former.exclude(email__iexact=instance.email or "").delete()
    if instance.email:
        EmailAddress.objects.filter(email__iexact=instance.email).exclude(user=instance).delete()


pre_save.connect(vouch, sender=EmailAddress, dispatch_uid="vouch for own address")
post_save.connect(forget_former_addresses, sender=Person, dispatch_uid="forget former addresses")
