"""The people who sign in: staff only. Patients have no accounts."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """A member of staff. Its own model from the first migration, because that cannot be changed later."""
