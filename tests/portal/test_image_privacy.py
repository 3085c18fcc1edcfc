"""Uploaded pictures lose what the camera wrote into them, by every way in."""

import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image as Picture
from PIL.PngImagePlugin import PngInfo
from wagtail.models import Collection

from portal.image_privacy import without_metadata
from portal.models import PortalImage
from tests.factories import make_home, make_image, make_superuser, picture_file

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings(
        "ignore:unclosed file:ResourceWarning"
    ),  # Wagtail leaves uploads to the garbage collector
]


@pytest.fixture
def home():
    return make_home()


@pytest.fixture
def staff(client, home):
    client.force_login(make_superuser("superuser"))
    return client


SECRET = "Taken at 40.4461 N by Rosa"
KINDS = ["JPEG", "PNG", "WEBP", "AVIF", "GIF"]


def photo(kind="JPEG", size=(80, 40), turned=True) -> bytes:
    """A noisy picture with a red corner on top left, and with everything a camera or a program may write into it."""
    picture = Picture.effect_noise(size, 40).convert("RGB")
    picture.paste((255, 0, 0), (0, 0, size[0] // 4, size[1] // 2))
    exif = Picture.Exif()
    exif[0x010F] = SECRET  # maker
    exif[0x0112] = 6 if turned else 1  # the camera was held upright
    place = exif.get_ifd(0x8825)
    place[1], place[2] = "N", (40.0, 26.0, 46.0)
    xmp = f'<x:xmpmeta xmlns:x="adobe:ns:meta/">{SECRET}</x:xmpmeta>'
    text = PngInfo()
    text.add_text("Author", SECRET)
    text.add_itxt("XML:com.adobe.xmp", xmp)
    options = {
        "JPEG": {"exif": exif, "xmp": xmp.encode(), "comment": SECRET.encode(), "quality": 90},
        "PNG": {"exif": exif, "pnginfo": text},
        "WEBP": {"exif": exif.tobytes(), "xmp": xmp.encode()},
        "AVIF": {"exif": exif.tobytes(), "xmp": xmp.encode()},
        "GIF": {"comment": SECRET.encode()},
    }
    content = io.BytesIO()
    picture.save(content, kind, **options[kind])
    assert SECRET.encode() in content.getvalue()
    return content.getvalue()


def assert_bare(content: bytes, kind):
    assert SECRET.encode() not in content
    with Picture.open(io.BytesIO(content)) as picture:
        picture.load()
        assert picture.format == kind
        assert not picture.getexif()
        assert not {"exif", "xmp", "comment", "photoshop", "XML:com.adobe.xmp", "Author"} & picture.info.keys()
        return picture.convert("RGB")


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_loses_its_metadata_and_stands_upright(kind):
    bare = without_metadata(ContentFile(photo(kind), name=f"photo.{kind.lower()}"))
    picture = assert_bare(bare.read(), kind)
    assert bare.name == f"photo.{kind.lower()}"
    turned = kind != "GIF"  # has no EXIF
    assert picture.size == ((40, 80) if turned else (80, 40))
    red, green, blue = picture.getpixel((35, 5) if turned else (5, 5))
    assert red > 200 and green < 60 and blue < 60


def test_the_pixels_of_an_upright_jpeg_hardly_change():
    before = photo(turned=False)
    after = without_metadata(ContentFile(before, name="a.jpg")).read()
    pairs = zip(*(Picture.open(io.BytesIO(content)).convert("L").tobytes() for content in (before, after)), strict=True)
    assert max(abs(one - other) for one, other in pairs) <= 6
    assert len(after) < len(before)


@pytest.mark.parametrize("kind", ["WEBP", "AVIF"])
def test_a_lossy_picture_without_metadata_keeps_every_byte(kind):
    content = io.BytesIO()
    Picture.new("RGB", (20, 20), "teal").save(content, kind)
    assert without_metadata(ContentFile(content.getvalue(), name="a")).read() == content.getvalue()


def test_what_is_hidden_behind_a_picture_is_cut_off():
    for kind in ("JPEG", "PNG", "GIF"):
        content = photo(kind) + b"\xff\xd9PK\x03\x04" + SECRET.encode()
        assert SECRET.encode() not in without_metadata(ContentFile(content, name="a")).read()


def test_the_colour_profile_and_the_transparency_stay():
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for kind in ("JPEG", "PNG", "WEBP", "AVIF"):
        content = io.BytesIO()
        Picture.new("RGBA" if kind != "JPEG" else "RGB", (20, 20), (255, 0, 0, 90) if kind != "JPEG" else "red").save(
            content, kind, icc_profile=profile
        )
        picture = Picture.open(io.BytesIO(without_metadata(ContentFile(content.getvalue(), name="a")).read()))
        assert picture.info["icc_profile"] == profile
        assert kind == "JPEG" or picture.convert("RGBA").getpixel((3, 3))[3] == pytest.approx(90, abs=3)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_a_moving_picture_keeps_moving(kind):
    frames = [Picture.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")]
    content = io.BytesIO()
    exif = {"exif": Picture.Exif().tobytes()} if kind == "WEBP" else {}
    frames[0].save(content, kind, save_all=True, append_images=frames[1:], duration=200, **exif)
    picture = Picture.open(io.BytesIO(without_metadata(ContentFile(content.getvalue(), name="a")).read()))
    assert picture.n_frames == 3


IMAGE_FIELDS = {"title": "Entrance", "description": "The entrance", "kind": "photo", "credit": "The center", "tags": ""}


def test_an_uploaded_original_is_stored_bare(staff):
    fields = IMAGE_FIELDS | {"file": SimpleUploadedFile("entrance.jpg", photo())}
    staff.post(reverse("wagtailimages:add"), fields)
    image = PortalImage.objects.get()
    with image.file.open() as stored:
        content = stored.read()
    assert_bare(content, "JPEG")
    assert (image.width, image.height) == (40, 80)
    assert image.file_size == len(content)
    assert image.file_hash and image.file_hash == image.get_file_hash()
    copy = PortalImage.objects.get()
    copy._set_file_hash()
    assert copy.file_hash == image.file_hash


def test_an_original_that_is_uploaded_in_two_steps_is_stored_bare(staff):
    """The page for many pictures keeps a file aside until its description is there, and stores it without the form."""
    first = staff.post(
        reverse("wagtailimages:add_multiple"),
        {
            "title": "entrance.jpg",
            "files[]": SimpleUploadedFile("entrance.jpg", photo()),
            "collection": Collection.objects.first().pk,
        },
        headers={"X-Requested-With": "XMLHttpRequest"},
    ).json()
    upload = first["uploaded_file_id"]
    fields = {f"uploaded-image-{upload}-{name}": value for name, value in IMAGE_FIELDS.items()}
    url = reverse("wagtailimages:create_multiple_from_uploaded_image", args=[upload])
    assert staff.post(url, fields, headers={"X-Requested-With": "XMLHttpRequest"}).json()["success"]
    image = PortalImage.objects.get()
    with image.file.open() as stored:
        assert_bare(stored.read(), "JPEG")
    assert (image.width, image.height) == (40, 80)


def test_a_new_file_for_an_old_picture_is_stored_bare(staff):
    image = make_image()
    fields = IMAGE_FIELDS | {"file": SimpleUploadedFile("new.jpg", photo())}
    staff.post(reverse("wagtailimages:edit", args=[image.pk]), fields)
    with PortalImage.objects.get().file.open() as stored:
        assert_bare(stored.read(), "JPEG")


def test_a_picture_that_an_import_stores_is_bare_too(home):
    image = make_image(file=ImageFile(io.BytesIO(photo()), name="import.jpg"))
    with image.file.open() as stored:
        assert_bare(stored.read(), "JPEG")


def test_saving_other_fields_does_not_touch_the_file(home):
    image = make_image()
    image = PortalImage.objects.get(pk=image.pk)
    with image.file.open() as stored:
        before = stored.read()
    image.title = "Another title"
    image.save()
    with PortalImage.objects.get().file.open() as stored:
        assert stored.read() == before
    assert PortalImage.objects.get().file.name == image.file.name


@pytest.mark.parametrize(
    "content", [b"", b"no picture", photo()[:700], photo("PNG")[:300], b"GIF89a" + b"\0" * 9, b"<svg/>"]
)
def test_a_broken_picture_is_refused_with_words(staff, content):
    fields = IMAGE_FIELDS | {"file": SimpleUploadedFile("broken.jpg", content)}
    response = staff.post(reverse("wagtailimages:add"), fields)
    assert response.status_code == 200
    assert response.context["form"].errors["file"]
    assert not PortalImage.objects.exists()


def test_a_broken_picture_of_an_import_is_refused(home):
    with pytest.raises((OSError, SyntaxError, ValueError)):
        make_image(file=ImageFile(io.BytesIO(photo()[:-300]), name="import.jpg"))


def test_a_picture_has_a_largest_size(staff, settings):
    assert settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE == 10 * 1024 * 1024
    assert settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS == 40_000_000
    for size in ((8000, 5001), (40_000_001, 1)):
        content = io.BytesIO()
        Picture.new("1", size).save(content, "PNG")
        fields = IMAGE_FIELDS | {"file": SimpleUploadedFile("large.png", content.getvalue())}
        response = staff.post(reverse("wagtailimages:add"), fields)
        assert "too many pixels" in str(response.context["form"].errors["file"])
    heavy = picture_file().read() + b"\0" * settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE
    response = staff.post(reverse("wagtailimages:add"), IMAGE_FIELDS | {"file": SimpleUploadedFile("heavy.png", heavy)})
    assert "too big" in str(response.context["form"].errors["file"])


def test_drawings_that_can_hold_scripts_are_not_taken(staff):
    drawing = SimpleUploadedFile("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
    response = staff.post(reverse("wagtailimages:add"), IMAGE_FIELDS | {"file": drawing})
    assert response.context["form"].errors["file"]
