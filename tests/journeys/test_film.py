"""A film of our own: a document that is downloaded elsewhere plays in its page, with its captions."""

from pathlib import Path

import pytest

FILM = Path(__file__).resolve().parent.parent / "data" / "film.mp4"  # 64 × 64 points, less than a second
MAKE = """
from pathlib import Path
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from portal.models import HomePage, StandardPage
make = get_document_model().objects.create
film = make(title="A film of a test", file=ContentFile(Path({film!r}).read_bytes(), name="film.mp4"))
cue = b"WEBVTT\\n\\n00:00.000 --> 00:01.000\\nHello\\n"
captions = make(title="A film of a test", file=ContentFile(cue, name="film.vtt"))
block = {{"title": "A film", "video": film, "captions": captions, "transcript": "<p>Hello</p>"}}
days = {{"reviewed_on": "2026-01-01", "next_review_due": "2028-01-01"}}
home = HomePage.objects.get(locale__language_code="en")
page = StandardPage(title="A film", slug="a-film", locale=home.locale, body=[("video", block | days)])
home.add_child(instance=page)
"""
REMOVE = """
from wagtail.documents import get_document_model
from portal.models import StandardPage
StandardPage.objects.get(slug="a-film").delete()
get_document_model().objects.filter(title="A film of a test").delete()
"""
PLAY = """async (video) => {
    const captions = video.textTracks[0]
    captions.mode = "showing"
    const over = new Promise((done) => video.addEventListener("ended", done))
    await video.play()
    await over
    return [video.videoWidth, captions.cues.length]
}"""


@pytest.fixture
def film(live_portal):
    live_portal.run(MAKE.format(film=str(FILM)))
    yield "/a-film/"
    live_portal.run(REMOVE)


def test_a_film_plays_with_its_captions(page, complaints, film):
    page.goto(film)
    assert page.locator("video").evaluate(PLAY) == [64, 1]
    assert complaints == []
