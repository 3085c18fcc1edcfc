from pathlib import Path

from django.db import models
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import TranslatableMixin

DRAWINGS = Path(__file__).resolve().parent.parent / "diagrams"


def drawing_choices():
    return [(path.stem, path.stem.replace("-", " ").capitalize()) for path in sorted(DRAWINGS.glob("*.svg"))]


class Anatomy(TranslatableMixin, models.Model):
    """A short lesson on an organ, written once and shown on every page about it."""

    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=80)
    text = models.TextField(help_text=_("Where it is and what it does, in two to four sentences."))
    drawing = models.CharField(
        max_length=60, blank=True, help_text=_("One of the line drawings that ship with the site.")
    )
    text_equivalent = models.TextField(help_text=_("What the drawing shows, for people who cannot see it."))

    panels = [
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("text"),
        FieldPanel("drawing"),
        FieldPanel("text_equivalent"),
    ]

    class Meta(TranslatableMixin.Meta):
        ordering = ["name"]
        verbose_name_plural = "anatomy"
        constraints = [models.UniqueConstraint(fields=["slug", "locale"], name="one_anatomy_per_slug_and_locale")]

    def __str__(self):
        return self.name

    @property
    def svg(self) -> SafeString:
        """The drawing as inline SVG: a file of this repository, so it is safe to print."""
        path = DRAWINGS / f"{self.drawing}.svg"
        if self.drawing not in dict(drawing_choices()):
            return mark_safe("")
        return mark_safe(path.read_text(encoding="utf-8"))
