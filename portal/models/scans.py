"""What the worker read in each page, kept so that reports open at once: numbers, links, things to look at."""

from django.db import models
from wagtail.models import Page


class PageScan(models.Model):
    """The last look at a page: its live text, or the draft of a page that was never published."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="scan")
    revision_id = models.BigIntegerField(null=True)  # what was read
    draft_id = models.BigIntegerField(null=True)  # the newest revision then
    draft_hash = models.CharField(max_length=64, blank=True)  # of the words of that revision
    scanned_at = models.DateTimeField(db_index=True)
    words = models.PositiveIntegerField(default=0)
    long_sentences = models.PositiveIntegerField(default=0)
    grade = models.FloatField(null=True)
    easy_grade = models.FloatField(null=True, help_text="Without terms of the glossary.")

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.page_id}: {self.scanned_at}"


class PageLink(models.Model):
    """One reference of a page's text to something else, whether that exists or not."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="links_out")
    kind = models.CharField(max_length=60)  # “wagtailcore.page” and other models; “path” and “url” for typed addresses
    target_id = models.BigIntegerField(null=True)
    address = models.CharField(max_length=500, blank=True)
    place = models.CharField(max_length=200, blank=True)  # of the field and block that hold it

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["kind", "target_id"], name="page_link_target"),
            models.Index(fields=["kind", "address"], name="page_link_address"),
        ]

    def __str__(self):
        return f"{self.page_id} → {self.kind} {self.target_id or self.address}"


class PageFinding(models.Model):
    """Something that one of the checks of texts found in a page, for the reports that list it for all pages."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="findings")
    check_name = models.CharField(max_length=30)
    place = models.CharField(max_length=300, blank=True)
    words = models.CharField(max_length=300)
    target_id = models.BigIntegerField(null=True)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["check_name", "page"], name="page_finding_check")]

    def __str__(self):
        return f"{self.page_id}: {self.check_name}"


class OutsideAddress(models.Model):
    """An address on another site, and what it last answered. Asked only by `check_outside_links`."""

    address = models.URLField(max_length=500, unique=True)
    status = models.PositiveSmallIntegerField(null=True)
    problem = models.CharField(max_length=200, blank=True)
    checked_at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.address
