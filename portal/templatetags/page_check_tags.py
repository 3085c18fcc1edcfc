"""For the side panel of the page editor."""

from django import template
from django.middleware.csrf import get_token

from portal.models import ContentPage
from portal.page_checks.views import found_in

register = template.Library()


@register.simple_tag
def found_in_text(page, request):
    """What the checks say about the page in the editor; nothing while it has no place in the tree.

    With the token of the forms: Wagtail draws its side panels without what requests usually add.
    """
    if not isinstance(page, ContentPage) or not page.pk:
        return None
    return found_in(page) | {"csrf_token": get_token(request)}
