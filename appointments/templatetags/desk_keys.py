"""The keys of the desk in Wagtail's own list of keys, which `?` opens."""

from django import template

from appointments.desk.detail_bar import KEYS
from appointments.permissions import may

register = template.Library()


@register.simple_tag(takes_context=True)
def desk_keys(context):
    """Nothing for people who do not work at the desk. The dialog has a context of its own, which keeps the request."""
    request = getattr(context, "request", None)
    return KEYS if request is not None and may(request.user, "list") else ()
