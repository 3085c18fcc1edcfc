"""Rows that are written once. The model refuses a second save and any deletion; a trigger of the database does too."""

from django.db import models


class AppendOnly(models.Model):
    class Meta:
        abstract = True
        default_permissions = ()

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise TypeError(f"{type(self).__name__} rows are never changed")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError(f"{type(self).__name__} rows are never deleted")
