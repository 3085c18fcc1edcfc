"""Uploaded pictures lose what the camera wrote into them: where and when they were taken, by whom, and small previews."""

import io

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

FORMATS = ("AVIF", "GIF", "JPEG", "PNG", "WEBP")
LOSSY = ("AVIF", "WEBP")  # are written anew only when there is something to remove
METADATA = {"comment", "exif", "photoshop", "xmp"}  # as Pillow names it


class BareImage(ContentFile):
    """A picture without metadata."""


def strip_new_file(image) -> None:
    """Make the file of an image model bare, if it has not been stored yet. May be called again, at no cost.

    Raises ValidationError for a file that is no complete picture.
    """
    if image.file and not image.file._committed and not isinstance(image.file.file, BareImage):
        try:
            image.file = without_metadata(image.file)
        except Exception as error:  # decoders raise anything for hostile or broken files
            raise ValidationError({"file": _("This picture is damaged or of a kind that we cannot read.")}) from error
        image._set_image_file_metadata()


def without_metadata(file) -> BareImage:
    """The same picture, upright, in the same format, with its colour profile and nothing else beside the pixels."""
    file.seek(0)
    with Image.open(file, formats=FORMATS) as picture:
        picture.load()
        if picture.format not in LOSSY or METADATA & picture.info.keys():
            content = _written_anew(picture)
        else:
            file.seek(0)
            content = file.read()
    return BareImage(content, name=file.name)


def _written_anew(picture) -> bytes:
    format = "JPEG" if picture.format == "MPO" else picture.format  # MPO: a JPEG with more pictures behind the first
    options = {"icc_profile": picture.info.get("icc_profile"), "comment": b""}
    if format == "JPEG":
        turned = picture.getexif().get(0x0112, 1) != 1
        keep_tables = picture.format == "JPEG" and not turned
        options |= {"quality": "keep" if keep_tables else 95, "progressive": "progressive" in picture.info, "optimize": True}
        upright = ImageOps.exif_transpose(picture) if turned else picture
    elif getattr(picture, "is_animated", False):
        options |= {"save_all": True, "quality": 90}
        upright = picture
    else:
        options |= {"quality": 90}
        upright = ImageOps.exif_transpose(picture)
    content = io.BytesIO()
    upright.save(content, format, **options)
    return content.getvalue()
