"""The form for pictures in the admin: what it takes is a complete picture, and already without metadata."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.images.forms import BaseImageForm

from portal.image_privacy import without_metadata


class BareImageForm(BaseImageForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if field := self.fields.get("file"):
            field.to_python = bare(field.to_python)


def bare(to_python):
    """Wagtail looks at the first bytes of an upload; a file that ends in the middle would fail later, and loudly."""

    def read(data):
        try:
            file = to_python(data)
            return without_metadata(file) if file else file
        except ValidationError:
            raise
        except Exception as error:  # decoders raise anything for hostile or broken files
            raise ValidationError(_("This picture is damaged or of a kind that we cannot read.")) from error
        finally:
            if hasattr(data, "seek"):
                data.seek(0)  # Wagtail reads a form of the account a second time, to print what is wrong

    return read
