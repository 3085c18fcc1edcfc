"""For the side panel of the page editor."""

from django import template

from portal.models import ContentPage
from portal.page_checks.views import found_in

register = template.Library()


@register.simple_tag
def found_in_text(page):
    """What the checks say about the page in the editor; nothing while it has no place in the tree."""
    return found_in(page) if isinstance(page, ContentPage) and page.pk else None
