"""Unfinished forms, saved views of the queue, and the runs of the job that removes old data."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class RequestDraft(models.Model):
    """Answers so far. Its id stands in addresses, and opens it only together with the key in the browser's cookie."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key_hash = models.CharField(max_length=64, db_index=True)
    form = models.CharField(max_length=10, choices=[("request", _("Request")), ("referral", _("Referral"))])
    answers = models.JSONField(default=dict, help_text=_("Answers as typed, by page."))
    nonce = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    source_page = models.ForeignKey(
        "wagtailcore.Page", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    doctor = models.ForeignKey("directory.Doctor", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    place = models.ForeignKey("directory.Location", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    started_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.form


class FormCount(models.Model):
    """How many drafts reached a page of a form on a day; nobody can be told from it."""

    day = models.DateField()
    form = models.CharField(max_length=10)
    page = models.CharField(max_length=20)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["day", "form", "page"], name="form_count_once")]

    def __str__(self):
        return f"{self.day} {self.page}"


class SavedView(models.Model):
    """Filters of the queue under a name: one's own, or shared with everybody who works there."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    filters = models.JSONField(default=dict)
    is_shared = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="saved_view_name_once")]

    def __str__(self):
        return self.name


class RetentionRun(models.Model):
    """One run of `purge_requests`. `counts` maps what was removed to how many rows."""

    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    is_dry_run = models.BooleanField(default=False)
    counts = models.JSONField(default=dict)
    error = models.CharField(max_length=80, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["-started_at"]

    def __str__(self):
        return f"{self.started_at:%Y-%m-%d %H:%M}"
