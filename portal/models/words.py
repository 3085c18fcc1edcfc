"""Texts that stand on many pages are written once, in English. Here is what they are in other languages."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel


def other_languages():
    return [(code, name) for code, name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


class Wording(models.Model):
    """One text of menu, footer, banner, phones, closed days or reviewers in one other language.

    It is found by its English words: when these change, the old translation is no longer shown, rather than shown wrongly.
    """

    language = models.CharField(max_length=10, choices=other_languages)
    source = models.CharField(_("English"), max_length=500, help_text=_("Exactly as it stands on the English pages."))
    text = models.CharField(_("in this language"), max_length=500)

    panels = [FieldPanel("language"), FieldPanel("source"), FieldPanel("text")]

    class Meta:
        ordering = ["language", "source"]
        constraints = [models.UniqueConstraint(fields=["language", "source"], name="one_wording_per_language")]

    def __str__(self):
        return f"{self.source} ({self.language})"
