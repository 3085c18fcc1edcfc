"""The people who sign in: staff only. Patients have no accounts."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """A member of staff. Its own model from the first migration, because that cannot be changed later."""


class LoginFailure(models.Model):
    """One wrong sign-in. Names and addresses are kept as keyed hashes, for a day."""

    at = models.DateTimeField()
    name_hash = models.CharField(max_length=32)
    address_hash = models.CharField(max_length=32)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["name_hash", "at"], name="login_failure_name")]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M}"
