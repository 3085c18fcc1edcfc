"""Uploaded files: pictures, and documents as Wagtail serves them, but films in parts.

A reader skips to a minute of a film, and Safari, which asks for the first two bytes, plays it at all. Wagtail sends files
whole only; WhiteNoise, which sends our style sheets, knows how to send a part.
"""

from django.conf import settings
from django.views.static import serve as serve_file
from wagtail.documents.views.serve import serve as wagtail_serve
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

FILMS = (".mp4",)


def serve(request, document_id, document_filename):
    """Who may read it, and under which headers, stays Wagtail's to say."""
    whole = wagtail_serve(request, document_id, document_filename)
    if whole.status_code != 200 or not document_filename.lower().endswith(FILMS):
        return whole
    whole.close()
    headers = [*whole.items(), ("Accept-Ranges", "bytes")]
    return WhiteNoiseMiddleware.serve(StaticFile(whole.file_to_stream.name, headers), request)


def serve_media(request, path):
    return serve_file(request, path, document_root=settings.MEDIA_ROOT)
