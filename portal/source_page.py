"""Which page made a reader ask for an appointment, or which doctor or place: its id, signed.

So no address names an illness, and nobody makes up a choice.
"""

from django.core.signing import BadSignature, Signer
from django.urls import reverse
from wagtail.models import Page

from portal.directory.models import Doctor, Location

PARAMETER = "from"
SIGNER = Signer(salt="source-page")  # without a time: a page that did not change is drawn the same again
KINDS = {"doctor": Doctor, "location": Location}


def token_for(source) -> str:
    """Of a page, a doctor or a location."""
    kind = source._meta.model_name if isinstance(source, tuple(KINDS.values())) else ""
    return SIGNER.sign(f"{kind}-{source.pk}" if kind else source.pk)


def request_url(source=None, form="request") -> str:
    """Address of the request form (or of `refer`), carrying the page, doctor or location it was asked from."""
    url = reverse(f"appointments:{form}")
    return f"{url}?{PARAMETER}={token_for(source)}" if source is not None and source.pk else url


def signed_in(request) -> str:
    """What the address carries; empty for a bad signature, which is ignored without an error."""
    try:
        return SIGNER.unsign(request.GET.get(PARAMETER, ""))
    except BadSignature:
        return ""


def source_page(request) -> Page | None:
    """The live public page a request came from."""
    pk = signed_in(request)
    return Page.objects.live().public().filter(pk=pk).first() if pk.isdigit() else None


def source_entry(request) -> Doctor | Location | None:
    """The doctor or location a request came from, as long as it is active."""
    kind, _dash, pk = signed_in(request).partition("-")
    return KINDS[kind].objects.filter(pk=pk, is_active=True).first() if kind in KINDS else None
