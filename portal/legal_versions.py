"""What was once valid stays readable: published versions of legal pages are not purged with other old revisions."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import ProtectedError
from django.db.models.signals import pre_delete
from wagtail.models import PageLogEntry, Revision

PUBLISHED = ("wagtail.publish", "wagtail.publish.scheduled")


def published_revision_ids(page_id):
    """A query for the revisions of a page that readers have seen."""
    return PageLogEntry.objects.filter(page=page_id, action__in=PUBLISHED).values("revision_id")


def watch():
    pre_delete.connect(_revision_deleted, sender=Revision, dispatch_uid="legal_versions.revision_deleted")


def _revision_deleted(instance, origin=None, **kwargs):
    """Wagtail's purge passes over what is protected. Whoever deletes the page itself deletes its versions too."""
    is_asked_for_itself = isinstance(origin, Revision) or getattr(origin, "model", None) is Revision
    if is_asked_for_itself and is_version(instance):
        raise ProtectedError("A published version of a legal page stays readable.", {instance})


def is_version(revision) -> bool:
    from portal.models import LegalPage

    is_legal = revision.content_type_id == ContentType.objects.get_for_model(LegalPage).pk
    return is_legal and published_revision_ids(revision.object_id).filter(revision_id=revision.pk).exists()
