"""One number that rises with every change to what the public can see. Copies of pages carry it."""

from django.db import models


class PublicStamp(models.Model):
    """The single row (pk 1). Raise it with `core.public_pages.raise_stamp`, in the transaction of the change."""

    number = models.PositiveBigIntegerField(default=1)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_public_stamp")]

    def __str__(self) -> str:
        return str(self.number)
