from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.search import index


class EvidenceKind(models.TextChoices):
    GUIDELINE = "guideline", _("Guideline")
    REVIEW = "review", _("Review")
    TRIAL = "trial", _("Trial or study")
    REGISTRY = "registry", _("Registry or statistics")
    PATIENT_INFORMATION = "patient_information", _("Patient information")


class Citation(index.Indexed, models.Model):
    """A source: one record, used by many pages."""

    source_id = models.CharField(
        max_length=200, unique=True, help_text=_("Stable name for imports, for example nci-liver-2024.")
    )
    authors = models.CharField(max_length=300, blank=True)
    title = models.CharField(max_length=400)
    container = models.CharField(max_length=200, blank=True, help_text=_("Journal, book, site or publisher."))
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    pmid = models.CharField("PMID", max_length=12, blank=True)
    doi = models.CharField("DOI", max_length=120, blank=True)
    url = models.URLField(max_length=400, blank=True)
    accessed_on = models.DateField(null=True, blank=True)
    evidence_kind = models.CharField(max_length=20, choices=EvidenceKind, blank=True)
    retracted_on = models.DateField(null=True, blank=True)
    retraction_known_on = models.DateField(null=True, editable=False)  # the day it was entered here: often much later

    panels = [
        FieldPanel("source_id"),
        FieldPanel("authors"),
        FieldPanel("title"),
        FieldRowPanel([FieldPanel("container"), FieldPanel("year")]),
        FieldRowPanel([FieldPanel("pmid"), FieldPanel("doi")]),
        FieldRowPanel([FieldPanel("url"), FieldPanel("accessed_on")]),
        FieldRowPanel([FieldPanel("evidence_kind"), FieldPanel("retracted_on")]),
    ]
    search_fields = [index.SearchField("title"), index.AutocompleteField("title"), index.SearchField("authors")]

    class Meta:
        ordering = ["authors", "title"]

    def __str__(self):
        return ". ".join(filter(None, [self.authors, self.title, str(self.year or "")]))

    def save(self, **kwargs):
        if not self.retracted_on:
            self.retraction_known_on = None
        elif not self.retraction_known_on:
            self.retraction_known_on = timezone.localdate()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "retraction_known_on"}
        return super().save(**kwargs)

    @property
    def link(self) -> str:
        """Where a reader can look it up: DOI first, then PubMed, then the address."""
        if self.doi:
            return f"https://doi.org/{self.doi}"
        if self.pmid:
            return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/"
        return self.url
