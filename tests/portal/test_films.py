"""A film is sent in parts, to those who may see it."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction

from tests.factories import make_collection

pytestmark = pytest.mark.django_db
FILM = (Path(__file__).resolve().parent.parent / "data" / "film.mp4").read_bytes()


@pytest.fixture
def film(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    make_collection()
    return get_document_model().objects.create(title="A film", file=ContentFile(FILM, name="film.mp4"))


def body(response) -> bytes:
    sent = b"".join(response.streaming_content)
    response.close()
    return sent


@pytest.mark.parametrize(
    ("asked", "status", "sent", "said"),
    [
        (None, 200, FILM, None),
        ("bytes=0-1", 206, FILM[:2], f"bytes 0-1/{len(FILM)}"),  # Safari's first question
        ("bytes=100-", 206, FILM[100:], f"bytes 100-{len(FILM) - 1}/{len(FILM)}"),
        ("bytes=-50", 206, FILM[-50:], f"bytes {len(FILM) - 50}-{len(FILM) - 1}/{len(FILM)}"),
        (f"bytes={len(FILM)}-", 416, b"", f"bytes */{len(FILM)}"),
        ("minutes=1-2", 200, FILM, None),
        ("bytes=x", 200, FILM, None),
    ],
)
def test_a_part_of_a_film_is_sent_when_asked_for(film, asked, status, sent, said):
    response = Client().get(film.url, headers={"range": asked} if asked else {})
    assert (response.status_code, body(response), response.get("Content-Range")) == (status, sent, said)


def test_a_film_is_sent_as_strictly_as_any_document(film):
    response = Client().get(film.url)
    response.close()
    assert response["Content-Security-Policy"].startswith("default-src 'none'")
    assert (response["X-Content-Type-Options"], response["Accept-Ranges"]) == ("nosniff", "bytes")
    assert response["Content-Disposition"].startswith("attachment")


def test_a_private_film_is_not_sent_in_parts_either(film):
    closed = Collection.get_first_root_node().add_child(name="Staff")
    CollectionViewRestriction.objects.create(collection=closed, restriction_type="login")
    get_document_model().objects.filter(pk=film.pk).update(collection=closed)
    assert Client().get(film.url, headers={"range": "bytes=0-1"}).status_code == 302
