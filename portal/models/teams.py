from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Team(models.Model):
    """A group that owns pages, so that a notice reaches a group and not one person who has left."""

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    email = models.EmailField()
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="teams",
        help_text=_("They find the team's pages on their home screen, and read what visitors wrote about them."),
    )

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name
