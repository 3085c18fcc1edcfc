"""Responsive pictures: AVIF and WebP with a JPEG for old browsers, in widths that fit the column."""

import logging

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django_tasks import task
from wagtail.images.models import Filter, Picture

from portal.models import PortalImage, PortalRendition
from portal.page_cache import remembered

logger = logging.getLogger(__name__)

WIDTHS = (400, 800, 1200)
QUALITY = {"avif": "avifquality-60", "webp": "webpquality-75", "jpeg": "jpegquality-75"}
FILTERS = [
    Filter(spec=f"width-{width}|format-{name}|{quality}") for name, quality in QUALITY.items() for width in WIDTHS
]
# a face, cut around the focal point
PORTRAIT = [Filter(spec=f"fill-320x320|format-{name}|{quality}") for name, quality in QUALITY.items()]
ROLES = {
    "hero": {"loading": "eager", "fetchpriority": "high", "decoding": "async"},
    "figure": {"loading": "lazy", "decoding": "async"},
}
SIZES = "(min-width: 62rem) 42rem, 100vw"


def picture(image, role: str):
    """HTML of a picture; nothing when its file is lost. The files are made when the image is saved."""
    try:
        made = remembered(("picture", image.pk), lambda: image.get_renditions(*FILTERS))
    except OSError:  # SourceImageIOError and what decoders raise
        logger.exception("The file of picture %s cannot be read", image.pk)
        return ""
    alt = "" if image.decorative else image.contextual_alt_text or image.default_alt_text
    return Picture(made, {"alt": alt, "sizes": SIZES} | ROLES[role]).__html__()


def portrait(image) -> str:
    """HTML of a doctor's picture, for decoration beside the name; nothing when its file is lost."""
    try:
        made = image.get_renditions(*PORTRAIT)
    except OSError:
        logger.exception("The file of picture %s cannot be read", image.pk)
        return ""
    return Picture(made, {"alt": "", "loading": "lazy", "decoding": "async"}).__html__()


@task()
def make_renditions(pk):
    """Make the files of all widths and formats now, so that no reader waits for them."""
    image = PortalImage.objects.filter(pk=pk).first()
    if image:
        image.get_renditions(*FILTERS)


def watch():
    """Have the files made whenever a picture is saved, or lost them because it was replaced."""
    post_save.connect(_image_saved, sender=PortalImage, dispatch_uid="pictures.image_saved")
    post_delete.connect(_rendition_deleted, sender=PortalRendition, dispatch_uid="pictures.rendition_deleted")


def _image_saved(instance, **kwargs):
    transaction.on_commit(lambda: make_renditions.enqueue(instance.pk))


def _rendition_deleted(instance, **kwargs):
    if instance.filter_spec == FILTERS[0].spec:  # they go together; one task is enough
        transaction.on_commit(lambda: make_renditions.enqueue(instance.image_id))
