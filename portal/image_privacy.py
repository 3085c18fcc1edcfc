"""Uploaded pictures lose what the camera wrote into them: where and when they were taken, by whom, and small previews."""

import io

from django.core.files.base import ContentFile
from PIL import Image, ImageOps
from wagtail.images.models import WagtailImageFieldFile

FORMATS = ("AVIF", "GIF", "JPEG", "PNG", "WEBP")
LOSSY = ("AVIF", "WEBP")  # are written anew only when there is something to remove
METADATA = {"comment", "exif", "photoshop", "xmp"}  # as Pillow names it


class BareImage(ContentFile):
    """A picture without metadata."""


class BareImageFieldFile(WagtailImageFieldFile):
    """The file of an image model. Every way to store one leads through here: forms, uploads in two steps, imports."""

    def save(self, name, content, save=True):
        super().save(name, without_metadata(content), save)


def without_metadata(file) -> BareImage:
    """The same picture, upright, in the same format, with its colour profile and nothing else beside the pixels.

    Raises whatever Pillow raises for a file that is no complete picture: OSError, SyntaxError, ValueError and others.
    """
    if isinstance(file, BareImage):
        return file
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
        options |= {
            "quality": "keep" if keep_tables else 95,
            "progressive": "progressive" in picture.info,
            "optimize": True,
        }
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
