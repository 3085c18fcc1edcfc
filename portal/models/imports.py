from django.db import models
from wagtail.models import Page


class ImportRecord(models.Model):
    """What an import last wrote: tells a changed row from an unchanged one, and an editor's work from its own."""

    source_id = models.CharField(max_length=200, unique=True)
    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="import_records")
    digest = models.CharField(max_length=64)
    revisions = models.JSONField(default=dict, help_text="Page id → revision id that the import saved.")
    imported_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["source_id"]

    def __str__(self):
        return self.source_id

    def edited_since(self) -> bool:
        """Has anybody saved one of its pages after the import did?"""
        latest = dict(Page.objects.filter(pk__in=self.revisions).values_list("pk", "latest_revision_id"))
        return any(latest.get(int(pk)) != revision for pk, revision in self.revisions.items())
