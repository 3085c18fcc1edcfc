"""Profile pictures of staff lose what the camera wrote into them, as the site's own pictures do."""

from django.core.validators import FileExtensionValidator
from django.db.models.fields.files import ImageFieldFile
from django.forms import ImageField
from django.utils.translation import gettext_lazy as _

from portal.image_form import bare
from portal.image_privacy import without_metadata


class BareAvatarFieldFile(ImageFieldFile):
    """The file of a profile. Whoever stores one leads through here."""

    def save(self, name, content, save=True):
        super().save(name, without_metadata(content), save)


class AvatarField(ImageField):
    """Takes complete pictures in formats of the site's own pictures; others are refused with words."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.to_python = bare(self.to_python)


def guard():
    """Give Wagtail's profile and its form our file and our field; it offers no setting for either."""
    from django.conf import settings
    from wagtail.admin.forms.account import AvatarPreferencesForm
    from wagtail.users.models import UserProfile

    UserProfile._meta.get_field("avatar").attr_class = BareAvatarFieldFile
    AvatarPreferencesForm.base_fields["avatar"] = AvatarField(
        label=_("Upload a profile picture"),
        required=False,
        validators=[FileExtensionValidator(settings.WAGTAILIMAGES_EXTENSIONS)],
    )
