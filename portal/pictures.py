"""Responsive pictures: AVIF and WebP with a JPEG for old browsers, in widths that fit the column."""

from wagtail.images.models import Filter, Picture

from portal.page_cache import remembered

WIDTHS = (400, 800, 1200)
QUALITY = {"avif": "avifquality-60", "webp": "webpquality-75", "jpeg": "jpegquality-75"}
FILTERS = [Filter(spec=f"width-{width}|format-{name}|{quality}") for name, quality in QUALITY.items() for width in WIDTHS]
ROLES = {
    "hero": {"loading": "eager", "fetchpriority": "high", "decoding": "async"},
    "figure": {"loading": "lazy", "decoding": "async"},
}
SIZES = "(min-width: 62rem) 42rem, 100vw"


def picture(image, role: str):
    """HTML of a picture. Its renditions are looked up once per generation; they are made when the image is saved."""
    made = remembered(("picture", image.pk), lambda: image.get_renditions(*FILTERS))
    alt = image.default_alt_text if image.contextual_alt_text is None else image.contextual_alt_text
    return Picture(made, {"alt": alt, "sizes": SIZES} | ROLES[role]).__html__()


def make_renditions(image):
    """Make the files of all widths and formats now, so that no reader waits for them."""
    image.get_renditions(*FILTERS)
