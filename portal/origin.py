from urllib.parse import urlsplit


def is_foreign(request) -> bool:
    """Was this form sent from a page of another site? Browsers say so; what says nothing is let in."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = request.headers.get("Origin")
    return bool(origin) and origin != "null" and urlsplit(origin).netloc != request.get_host()
