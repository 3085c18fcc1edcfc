from wagtail.models import get_page_models

from portal.models import ContentPage


def content_types() -> list[type[ContentPage]]:
    """All page types of the site."""
    return [model for model in get_page_models() if issubclass(model, ContentPage)]
