from django.db import models


class Team(models.Model):
    """A group that owns pages, so that a notice reaches a group and not one person who has left."""

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    email = models.EmailField()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name
