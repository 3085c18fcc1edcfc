"""Profile pictures of staff lose what the camera wrote into them, by every way in."""

import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image as Picture
from wagtail.test.utils.form_data import querydict_from_html
from wagtail.users.models import UserProfile

from tests.factories import make_home, make_superuser
from tests.portal.test_image_privacy import SECRET, assert_bare, photo

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings(
        "ignore:unclosed file:ResourceWarning"
    ),  # Wagtail leaves uploads to the garbage collector
]

URL = "wagtailadmin_account"


@pytest.fixture
def user(client):
    make_home()
    user = make_superuser("rosa")
    user.first_name, user.last_name = "Rosa", "Example"
    user.save()
    client.force_login(user)
    return user


def upload(client, content, name="me.jpg"):
    html = client.get(reverse(URL)).content.decode()
    data = querydict_from_html(html, form_id="w-editor-form").dict()
    return client.post(reverse(URL), data | {"avatar-avatar": SimpleUploadedFile(name, content)})


def stored(user) -> bytes:
    with UserProfile.objects.get(user=user).avatar.open() as file:
        return file.read()


@pytest.mark.parametrize("size", [(80, 40), (1200, 600)])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_an_uploaded_portrait_is_stored_bare_and_upright(client, user, kind, size):
    upload(client, photo(kind, size=size), f"me.{kind.lower()}")
    width, height = assert_bare(stored(user), kind).size
    assert width < height <= 400


def test_a_portrait_that_code_stores_is_bare_too(user):
    UserProfile.get_for_user(user).avatar.save("me.jpg", ContentFile(photo()))
    assert_bare(stored(user), "JPEG")


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "me.jpg", "The submitted file is empty."),
        (photo()[:700], "me.jpg", "Upload a valid image."),
        (photo(size=(400, 200))[:-300], "me.jpg", "This picture is damaged"),
        (b"<svg/>", "me.svg", "Upload a valid image."),
        (photo(), "me.html", "is not allowed."),
    ],
)
def test_what_is_no_complete_picture_is_refused_with_words(client, user, content, name, words):
    response = upload(client, content, name)
    assert response.status_code == 200
    assert words in response.content.decode()
    assert not UserProfile.objects.filter(user=user).exclude(avatar="").exists()


def test_kinds_of_files_that_the_site_does_not_take_are_refused(client, user):
    content = io.BytesIO()
    Picture.new("RGB", (20, 20)).save(content, "TIFF", description=SECRET)
    assert upload(client, content.getvalue(), "me.tiff").status_code == 200
    assert not UserProfile.objects.filter(user=user).exclude(avatar="").exists()
