"""Pictures are ready before the first reader comes, in formats and sizes for every browser, with words for every ear."""

import re
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from PIL import Image

from portal import pictures
from portal.models import PortalImage, PortalRendition
from portal.pictures import FILTERS, WIDTHS
from tests.factories import (
    make_collection,
    make_guide,
    make_home,
    make_image,
    make_standard,
    make_superuser,
    make_term,
    picture_file,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media_folder(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    make_collection()
    return tmp_path


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    """`with commit():` what happens inside is committed at its end, and its tasks are run."""
    return partial(django_capture_on_commit_callbacks, execute=True)


@pytest.fixture
def staff():
    client = Client()
    client.force_login(make_superuser())
    return client


def hero(image, **values):
    picture = {"image": image, "alt_text": "", "decorative": False} | values
    return [("hero", {"image": picture_value(picture), "caption": "", "people": []})]


def picture_value(values):
    image = values["image"]
    image.decorative = values["decorative"]
    image.contextual_alt_text = values["alt_text"] or None
    return image


def big_image(**fields):
    return make_image("A liver", file=picture_file("liver.png", (1600, 900)), **fields)


def specs():
    return sorted(PortalRendition.objects.values_list("filter_spec", flat=True))


# --- made in time -----------------------------------------------------------------------------------------------------


def test_all_files_are_made_when_a_picture_is_saved(commit):
    with commit():
        big_image()
    assert specs() == sorted(filter.spec for filter in FILTERS)
    for rendition in PortalRendition.objects.all():
        with default_storage.open(rendition.file.name) as file, Image.open(file) as made:
            assert made.format.lower() == rendition.filter_spec.split("format-")[1].split("|")[0]
            assert f"width-{made.width}|" in rendition.filter_spec
            assert abs(made.width / made.height - 16 / 9) < 0.01


def test_the_first_view_makes_no_files(client, commit):
    with commit():
        image = big_image()
    before = set(PortalRendition.objects.values_list("pk", flat=True))
    html = client.get(make_standard("Visiting", hero=hero(image)).url).content.decode()
    assert "<picture>" in html
    assert set(PortalRendition.objects.values_list("pk", flat=True)) == before


def test_a_picture_of_a_guide_is_ready_too(client, commit):
    with commit():
        image = big_image()
    before = PortalRendition.objects.count()
    html = client.get(make_guide("Liver metastases", hero=hero(image)).url).content.decode()
    assert "<picture>" in html and PortalRendition.objects.count() == before


def test_another_focal_point_does_not_make_new_files_in_vain(client, commit):
    """None of the widths crops, so that the files stay right."""
    with commit():
        image = big_image()
    with commit():
        image.focal_point_x, image.focal_point_y, image.focal_point_width, image.focal_point_height = 10, 10, 20, 20
        image.save()
    assert PortalRendition.objects.count() == len(FILTERS)


def test_a_replaced_file_is_shown_at_the_next_visit_and_was_made_before(client, commit, staff):
    with commit():
        image = big_image()
    page = make_standard("Visiting", hero=hero(image))
    old = set(PortalRendition.objects.values_list("pk", flat=True))
    assert "<picture>" in client.get(page.url).content.decode()
    fields = {
        "title": "Liver",
        "description": "A liver",
        "credit": "Us",
        "kind": "photo",
        "tags": "",
        "long_description": "",
    }
    new_file = picture_file("another.png", (1400, 1400))
    with commit():
        staff.post(reverse("wagtailimages:edit", args=[image.pk]), fields | {"file": new_file})
    made = PortalRendition.objects.all()
    assert len(made) == len(FILTERS) and not old & {rendition.pk for rendition in made}
    html = client.get(page.url).content.decode()
    assert 'width="400"' in html and 'height="400"' in html
    for address in re.findall(r"/media/[^\s\",]+", html):
        assert default_storage.exists(address.removeprefix("/media/")), address


def test_lost_files_are_made_again(commit):
    """The admin deletes them after it saved a new file."""
    with commit():
        image = big_image()
    with commit():
        image.renditions.all().delete()
    assert specs() == sorted(filter.spec for filter in FILTERS)


def test_a_deleted_picture_leaves_no_task_that_fails(commit):
    with commit():
        image = big_image()
    with commit():
        image.delete()
    assert not PortalRendition.objects.exists()
    pictures.make_renditions.call(image.pk)  # a task that comes late


def test_a_small_picture_is_not_blown_up(client, commit):
    with commit():
        image = make_image("A liver", file=picture_file("small.png", (300, 200)))
    html = client.get(make_standard("Visiting", hero=hero(image)).url).content.decode()
    assert 'width="300"' in html and 'height="200"' in html and " 400w" not in html


# --- on the page ------------------------------------------------------------------------------------------------------


def test_a_picture_comes_in_three_formats_and_widths_with_its_size(client, commit):
    with commit():
        image = big_image()
    html = client.get(make_standard("Visiting", hero=hero(image)).url).content.decode()
    picture = html[html.index("<picture>") : html.index("</picture>")]
    assert re.findall(r'type="image/(\w+)"', picture) == ["avif", "webp"]
    for width in WIDTHS:
        assert picture.count(f" {width}w") == 3, "once in each format"
    assert 'sizes="' in picture
    assert re.search(r'<img[^>]* width="400"', picture) and re.search(r'<img[^>]* height="225"', picture)


def test_the_large_picture_is_asked_for_first_and_others_when_they_are_near(client, commit):
    with commit():
        image = big_image()
        term = make_term("Bile", image=image)
    large = client.get(make_standard("Visiting", hero=hero(image)).url).content.decode()
    assert 'loading="eager"' in large and 'fetchpriority="high"' in large
    later = client.get(term.get_absolute_url()).content.decode()
    assert 'loading="lazy"' in later and "fetchpriority" not in later


@pytest.mark.parametrize(
    ("fields", "values", "alt"),
    [
        ({"description": "A liver"}, {}, "A liver"),
        ({"description": "A liver"}, {"alt_text": "Where bile is made"}, "Where bile is made"),
        ({"description": "", "is_decorative": True}, {}, ""),
        ({"description": "A liver"}, {"decorative": True}, ""),
    ],
    ids=["of the picture", "of this page", "a decorative picture", "decorative here"],
)
def test_the_words_for_a_picture(client, commit, fields, values, alt):
    with commit():
        image = big_image(**fields)
    body = [
        (
            "hero",
            {"image": {"image": image.pk, "alt_text": "", "decorative": False} | values, "caption": "", "people": []},
        )
    ]
    page = make_standard("Visiting")
    page.hero = page.hero.stream_block.to_python([{"type": kind, "value": value} for kind, value in body])
    page.save()
    html = client.get(page.url).content.decode()
    assert re.findall(r'<img[^>]* alt="([^"]*)"', html[html.index("<picture>") :])[0] == alt


def test_a_lost_file_costs_the_picture_and_not_the_page(client, caplog):
    image = big_image()
    Path(settings.MEDIA_ROOT, image.file.name).unlink()
    page = make_standard("Visiting", hero=hero(image), summary="Come in.")
    response = client.get(page.url)
    assert response.status_code == 200
    html = response.content.decode()
    assert "Come in." in html and "<picture>" not in html
    assert f"The file of picture {image.pk} cannot be read" in caplog.text


def test_a_picture_costs_one_query(client, commit, django_assert_num_queries):
    with commit():
        image = big_image()
    image = PortalImage.objects.get(pk=image.pk)
    pictures.PortalRendition.cache_backend.clear()
    with django_assert_num_queries(1):
        pictures.picture(image, "figure")
    with django_assert_num_queries(0):
        pictures.picture(image, "figure")


# --- what must be known about a picture -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"description": " "}, "description", "Say in a few words what the picture shows"),
        ({"description": "x" * 126}, "description", "Keep the alternative text to 125 characters"),
        ({"credit": ""}, "credit", "Say who made the picture."),
        ({"shows_people": True}, "consent_on_file", "needs their written consent"),
        ({"kind": "diagram"}, "long_description", "needs a text that says the same"),
    ],
    ids=str,
)
def test_a_picture_without_what_must_be_known_is_refused(fields, field, words):
    image = PortalImage(**{"title": "A liver", "description": "A liver", "credit": "Us"} | fields)
    with pytest.raises(ValidationError) as refused:
        image.clean()
    assert words in refused.value.message_dict[field][0]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"description": "", "is_decorative": True},
        {"credit": "", "kind": "logo"},
        {"shows_people": True, "consent_on_file": True},
        {"kind": "diagram", "long_description": "Bile flows."},
        {"kind": "diagram", "is_decorative": True, "description": ""},
    ],
    ids=str,
)
def test_a_picture_with_what_must_be_known_passes(fields):
    PortalImage(**{"title": "A liver", "description": "A liver", "credit": "Us"} | fields).clean()


def test_the_home_page_with_a_picture_answers(client, commit):
    with commit():
        image = big_image()
    home = make_home()
    home.hero = hero(image)
    home.save()
    assert "<picture>" in client.get("/").content.decode()
