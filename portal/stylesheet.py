"""All style sheets as one file with a name made from its content, so that a phone asks once and never again.

The sources stay one small file per component; nothing has to be built before the site runs.
"""

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

CSS = Path(settings.BASE_DIR) / "static" / "css"
FIRST = ["tokens", "fonts", "base", "layout"]
LAST = ["print"]
COMMENT = re.compile(r"/\*.*?\*/", re.S)
FONT = re.compile(r'url\("\.\./(fonts/[^"]+)"\)')
INDENT = re.compile(r"\s*\n\s*")


@dataclass(frozen=True)
class Stylesheet:
    text: bytes
    gzipped: bytes
    digest: str


def sources() -> list[Path]:
    """Tokens first, since they declare the order of the layers; components by name; print last."""
    return [
        *(CSS / f"{name}.css" for name in FIRST),
        *sorted((CSS / "components").glob("*.css")),
        *(CSS / f"{name}.css" for name in LAST),
    ]


@cache
def stylesheet() -> Stylesheet:
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources())
    text = INDENT.sub("\n", COMMENT.sub("", text)).strip()
    body = FONT.sub(lambda match: f'url("{static(match[1])}")', text).encode()
    return Stylesheet(body, gzip.compress(body, 9, mtime=0), hashlib.sha256(body).hexdigest()[:12])


def stylesheet_url() -> str:
    return reverse("stylesheet", args=[stylesheet().digest])


@require_safe
def serve_stylesheet(request, digest):
    """The style sheet, kept by browsers for a year; an old name leads to the present one."""
    sheet = stylesheet()
    if digest != sheet.digest:
        return HttpResponseRedirect(stylesheet_url())
    zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(sheet.gzipped if zipped else sheet.text, content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Vary"] = "Accept-Encoding"
    if zipped:
        response.headers["Content-Encoding"] = "gzip"
    return response
