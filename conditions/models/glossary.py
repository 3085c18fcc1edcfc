"""Hard words, explained once."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.fields import RichTextField
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin, TranslatableMixin
from wagtail.search import index

from conditions.validators import list_of_words
from portal.blocks import LIST_FEATURES


class GlossaryTerm(DraftStateMixin, RevisionMixin, TranslatableMixin, PreviewableMixin, index.Indexed, models.Model):
    """A term with a public page. Texts refer to it by id, so its wording is edited in one place."""

    term = models.CharField(max_length=80)
    slug = models.SlugField(max_length=80)
    short_definition = models.CharField(
        max_length=160, help_text=_("One plain sentence; it opens in place in the text.")
    )
    definition = RichTextField(features=[f for f in LIST_FEATURES if f != "glossary-term"], blank=True)
    pronunciation = models.CharField(max_length=80, blank=True, help_text=_("For example: muh-TAS-tuh-sis"))
    audio = models.ForeignKey(
        "wagtaildocs.Document", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    image = models.ForeignKey("portal.PortalImage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    synonyms = models.JSONField(
        default=list,
        blank=True,
        validators=[list_of_words],
        help_text=_("Other words for it, as a list: [“…”, “…”]"),
    )
    explain_in_place = models.BooleanField(
        default=False, help_text=_("Print the short definition in brackets instead of a link.")
    )
    do_not_suggest = models.BooleanField(default=False)

    panels = [
        FieldRowPanel([FieldPanel("term"), FieldPanel("slug")]),
        FieldPanel("short_definition"),
        FieldPanel("definition"),
        FieldRowPanel([FieldPanel("pronunciation"), FieldPanel("audio")]),
        FieldPanel("image"),
        FieldPanel("synonyms"),
        FieldRowPanel([FieldPanel("explain_in_place"), FieldPanel("do_not_suggest")]),
    ]
    search_fields = [
        index.SearchField("term", boost=3),
        index.AutocompleteField("term"),
        index.SearchField("short_definition"),
        index.SearchField("definition"),
        index.FilterField("locale_id"),
        index.FilterField("live"),
    ]

    class Meta(TranslatableMixin.Meta):
        ordering = ["term"]
        constraints = [models.UniqueConstraint(fields=["slug", "locale"], name="one_term_per_slug_and_locale")]

    def __str__(self):
        return self.term

    def get_absolute_url(self):
        return reverse("conditions:glossary_term", args=[self.slug])

    def get_preview_template(self, request, mode_name):
        return "conditions/glossary_term.html"

    def get_preview_context(self, request, mode_name):
        return {"term": self, "request": request}
