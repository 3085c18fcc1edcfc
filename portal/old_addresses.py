"""Addresses that pages had before: Wagtail writes them down when a page moves, and leads from there to where it is now."""

from urllib.parse import urlsplit

from wagtail.contrib.redirects.middleware import RedirectMiddleware


class OldAddressMiddleware(RedirectMiddleware):
    """As Wagtail's, but a page that came back to an old address and is not live is not found, instead of led in circles."""

    def process_response(self, request, response):
        answer = super().process_response(request, response)
        if answer is not response and urlsplit(answer["Location"]).path == request.path:
            return response
        return answer
