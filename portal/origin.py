"""Where a request comes from: which site's page, and which network."""

import ipaddress
from urllib.parse import urlsplit

from django.conf import settings


def is_foreign(request) -> bool:
    """Was this form sent from a page of another site? Browsers say so; what says nothing is let in."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = request.headers.get("Origin")
    return bool(origin) and origin != "null" and urlsplit(origin).netloc != request.get_host()


def network(request) -> str:
    """The sender's address, of IPv6 the /64 that one household or ward shares; empty when unknown.

    Behind a proxy that overwrites X-Forwarded-Proto, the address that proxy added is the last of X-Forwarded-For; what
    stands before it anybody can write.
    """
    text = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:
        text = request.META.get("HTTP_X_FORWARDED_FOR", text).rpartition(",")[2].strip()
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return ""
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
