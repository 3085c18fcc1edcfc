"""System checks of requests and their messages."""

from django.conf import settings
from django.core.checks import Error, register


@register
def mail_is_set(app_configs, **kwargs):
    """Without a mail server people would wait for messages that never leave."""
    if settings.EMAIL_URL:
        return []
    hint = "Set EMAIL_URL, for example smtp+tls://user:password@mail.example.org:587"
    return [Error("No mail server is set.", hint=hint, id="appointments.E001")]
