"""Which page made a reader ask for an appointment: its id, signed, so that no address names an illness."""

from django.core import signing
from django.urls import reverse
from wagtail.models import Page

SALT = "source-page"
PARAMETER = "from"
MAX_AGE = 90 * 24 * 3600  # seconds; a page kept open for long still works


def token_for(page) -> str:
    return signing.dumps(page.pk, salt=SALT)


def request_url(page=None) -> str:
    """Address of the request form, carrying the page it was asked from."""
    url = reverse("appointments:request")
    return f"{url}?{PARAMETER}={token_for(page)}" if page is not None and page.pk else url


def source_page(request) -> Page | None:
    """The live public page a request came from. A bad or old signature is ignored without an error."""
    try:
        pk = signing.loads(request.GET.get(PARAMETER, ""), salt=SALT, max_age=MAX_AGE)
    except signing.BadSignature:
        return None
    return Page.objects.live().public().filter(pk=pk).first()
