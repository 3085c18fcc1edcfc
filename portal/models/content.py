"""What every page of the site carries, whatever its subject."""

from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page
from wagtail.search import index

from portal import readability
from portal.visible_text import text_of


class Audience(models.TextChoices):
    PATIENT = "patient", _("Patients")
    CAREGIVER = "caregiver", _("Family and friends")
    CLINICIAN = "clinician", _("Clinicians")


class ContentPage(Page):
    """Abstract. `text_fields` names what a reader sees as text: it feeds the reading grade and the review's text hash."""

    text_fields = ("title", "summary")
    reader_word: str | Promise = ""  # what readers call a page of this kind

    short_title = models.CharField(
        max_length=60, blank=True, help_text=_("For menus and lists, where the title is long.")
    )
    summary = models.TextField(
        max_length=300,
        blank=True,
        help_text=_("One short paragraph in plain words. It opens the page and stands on cards and in search results."),
    )
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.PATIENT)
    hide_from_search = models.BooleanField(
        default=False, help_text=_("Keep the page out of the site's search, the sitemap and search engines.")
    )
    content_changed_on = models.DateField(
        null=True,
        blank=True,
        help_text=_("Day of the last real change of the text; a corrected typo does not count."),
    )
    reading_grade = models.FloatField(null=True, blank=True, editable=False)
    translated_from_revision = models.ForeignKey(
        "wagtailcore.Revision", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )

    intro_panels = [*Page.content_panels, FieldPanel("short_title"), FieldPanel("summary")]
    promote_panels = [
        *Page.promote_panels,
        MultiFieldPanel(
            [FieldPanel("audience"), FieldPanel("hide_from_search"), FieldPanel("content_changed_on")],
            heading=_("Readers and search"),
        ),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("short_title"),
        index.SearchField("summary"),
        index.FilterField("hide_from_search"),
    ]

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        self.reading_grade = readability.grade(self.visible_text(), self.locale.language_code)
        if self.live and not self.content_changed_on:
            self.content_changed_on = timezone.localdate()
        return super().save(*args, **kwargs)

    def visible_text(self) -> str:
        """The text that readers see, in the order of `text_fields`, without markup."""
        return "\n".join(filter(None, (text_of(getattr(self, name)) for name in self.text_fields)))

    @property
    def menu_title(self) -> str:
        return self.short_title or self.title

    @property
    def meta_description(self) -> str:
        return self.search_description or self.summary

    def get_sitemap_urls(self, request=None):
        if self.hide_from_search:
            return []
        urls = super().get_sitemap_urls(request)
        for entry in urls:
            entry["lastmod"] = self.content_changed_on or timezone.localdate(self.last_published_at)
        return urls
