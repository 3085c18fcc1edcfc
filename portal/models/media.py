"""Pictures, with what a hospital must know about each: words for it, who made it, and whether people agreed."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition, Image

from portal.image_privacy import BareImageFieldFile


class ImageKind(models.TextChoices):
    PHOTO = "photo", _("Photo")
    DIAGRAM = "diagram", _("Diagram or drawing")
    LOGO = "logo", _("Logo")


class PortalImage(AbstractImage):
    """`description` is the alternative text: what the picture tells somebody who cannot see it."""

    kind = models.CharField(max_length=10, choices=ImageKind, default=ImageKind.PHOTO)
    is_decorative = models.BooleanField(
        default=False, help_text=_("Tick only if the page loses nothing without this picture. It then has no text.")
    )
    credit = models.CharField(max_length=200, blank=True, help_text=_("Who made the picture, as it should be printed."))
    long_description = models.TextField(
        blank=True, help_text=_("Diagrams only: everything the picture says, in words. Shown under the picture.")
    )
    shows_people = models.BooleanField(default=False)
    consent_on_file = models.BooleanField(
        default=False, help_text=_("The people in the picture agreed in writing that it is shown here.")
    )
    consent_ends_on = models.DateField(null=True, blank=True)

    admin_form_fields = (
        "title",
        "file",
        "collection",
        "kind",
        "description",
        "is_decorative",
        "long_description",
        "credit",
        "shows_people",
        "consent_on_file",
        "consent_ends_on",
        "tags",
        *(f for f in Image.admin_form_fields if f.startswith("focal_point")),
    )

    def clean(self):
        super().clean()
        errors = {}
        if not self.is_decorative and not self.description.strip():
            errors["description"] = _(
                "Say in a few words what the picture shows, for people who cannot see it, or tick “decorative”."
            )
        if len(self.description) > 125:
            errors["description"] = _("Keep the alternative text to 125 characters; the rest belongs in the caption.")
        if self.shows_people and not self.consent_on_file:
            errors["consent_on_file"] = _("A picture that shows people needs their written consent on file.")
        if self.kind == ImageKind.DIAGRAM and not self.is_decorative and not self.long_description.strip():
            errors["long_description"] = _("A diagram needs a text that says the same in words.")
        if self.kind != ImageKind.LOGO and not self.credit.strip():
            errors["credit"] = _("Say who made the picture.")
        if errors:
            raise ValidationError(errors)

    @property
    def default_alt_text(self):
        return "" if self.is_decorative else self.description


# every way to store a picture takes its metadata away
PortalImage._meta.get_field("file").attr_class = BareImageFieldFile


class PortalRendition(AbstractRendition):
    image = models.ForeignKey(PortalImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_per_filter")
        ]
