"""Words of readers: synonyms that editors keep for the search, and how often what was looked for."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import TranslatableMixin


class SearchSynonym(TranslatableMixin, models.Model):
    """What readers type, and what it means in the words of the pages. Names of one guide belong to that guide."""

    words = models.CharField(_("readers type"), max_length=100)
    meaning = models.CharField(_("the pages say"), max_length=100)
    both_ways = models.BooleanField(
        default=False, help_text=_("Whoever types the second also finds pages that say the first.")
    )

    panels = [FieldPanel("words"), FieldPanel("meaning"), FieldPanel("both_ways")]

    class Meta(TranslatableMixin.Meta):
        ordering = ["words", "meaning"]
        verbose_name = _("search synonym")
        constraints = [
            models.UniqueConstraint(
                fields=["words", "meaning", "locale"],
                name="search_synonym_entered_once",
                violation_error_message=_("This synonym exists already."),
            )
        ]

    def __str__(self):
        return f"{self.words} → {self.meaning}"

    def clean(self):
        super().clean()
        if self.words.casefold().strip() == self.meaning.casefold().strip():
            raise ValidationError({"meaning": _("Both are the same words.")})


class SearchTermCount(models.Model):
    """How often a text was looked for on a day. No address, no session, no time of day."""

    day = models.DateField()
    language = models.CharField(max_length=12)
    term = models.CharField(max_length=60)
    hits = models.PositiveIntegerField(default=0)
    results = models.PositiveIntegerField(default=0, help_text="How many results the last of them had.")

    class Meta:
        ordering = ["-day", "-hits", "term"]
        constraints = [models.UniqueConstraint(fields=["day", "language", "term"], name="one_count_per_day_and_term")]

    def __str__(self):
        return f"{self.day} {self.hits}"
