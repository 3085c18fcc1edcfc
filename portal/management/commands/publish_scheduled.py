"""In place of Wagtail's command of this name, which stops at the first page that may not go live."""

import logging

from django.apps import apps
from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone
from wagtail.management.commands.publish_scheduled import Command as WagtailCommand
from wagtail.models import DraftStateMixin, Page, Revision

logger = logging.getLogger(__name__)


class Command(WagtailCommand):
    help = "Publish and take back what is due, one by one: what cannot go live is named and waits, the rest goes on."

    def handle(self, *args, **options):
        if options["dryrun"]:
            return super().handle(*args, **options)
        failed = self.take_back() + self.publish()
        if failed:
            raise CommandError(f"{failed} could not be published or taken back; the log names them.")

    def take_back(self) -> int:
        failed = 0
        for model in [Page, *draftable_models()]:
            for row in model.objects.filter(live=True, expire_at__lt=timezone.now()).order_by("expire_at"):
                error = error_of(
                    lambda row=row: row.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
                )
                if error:
                    failed += 1
                    logger.error("%s %s could not be taken back: %s", model._meta.label, row.pk, error)
        return failed

    def publish(self) -> int:
        """Again and again while it helps: a chapter may wait for its guide, which is due at the same time."""
        due = list(due_revisions().values_list("pk", flat=True))
        while due:
            errors = {pk: error for pk in due if (error := error_of(lambda pk=pk: publish(pk)))}
            if len(errors) == len(due):
                for revision in Revision.objects.filter(pk__in=errors).defer("content").select_related("content_type"):
                    what = revision.content_type.model
                    logger.error("%s %s could not be published: %s", what, revision.object_id, errors[revision.pk])
                break
            due = list(errors)
        return len(due)


def draftable_models():
    return [model for model in apps.get_models() if issubclass(model, DraftStateMixin) and not issubclass(model, Page)]


def due_revisions():
    return Revision.objects.filter(approved_go_live_at__lt=timezone.now()).order_by("approved_go_live_at", "pk")


def publish(pk):
    revision = due_revisions().filter(pk=pk).first()
    if revision:  # else a later revision of the same page has taken its place
        revision.publish(log_action="wagtail.publish.scheduled")


def error_of(action) -> str:
    """The kind of error, without its words, which may repeat content; empty when all went well. All or nothing."""
    try:
        with transaction.atomic():
            action()
    except Exception as error:
        return type(error).__name__
    return ""
