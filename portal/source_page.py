"""Which page made a reader ask for an appointment: its id, signed, so that no address names an illness."""

from django.core.signing import BadSignature, Signer
from django.urls import reverse
from wagtail.models import Page

PARAMETER = "from"
SIGNER = Signer(salt="source-page")  # without a time: a page that did not change is drawn the same again


def token_for(page) -> str:
    return SIGNER.sign(page.pk)


def request_url(page=None) -> str:
    """Address of the request form, carrying the page it was asked from."""
    url = reverse("appointments:request")
    return f"{url}?{PARAMETER}={token_for(page)}" if page is not None and page.pk else url


def source_page(request) -> Page | None:
    """The live public page a request came from. A bad signature is ignored without an error."""
    try:
        pk = SIGNER.unsign(request.GET.get(PARAMETER, ""))
    except BadSignature:
        return None
    return Page.objects.live().public().filter(pk=pk).first()
