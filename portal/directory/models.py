"""Doctors and the places where they see patients. Neither is deleted: requests and reviews go on naming them."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from portal.directory.choices import Language, Service, Specialty
from portal.directory.fields import CodesField
from portal.directory.npi import validate_npi

BY_HAND = "hand-"  # how the source id of a row begins that no file has brought
LONGEST_SLUG = 80


class Entry(models.Model):
    """A row of the directory. `is_active` off means retired: gone from the site, kept for what refers to it."""

    source_id = models.CharField(
        max_length=80,
        unique=True,
        blank=True,
        help_text=_("The id in the list it comes from. Leave empty for an entry that you make here."),
    )
    slug = models.SlugField(
        max_length=LONGEST_SLUG, unique=True, blank=True, help_text=_("End of the address; made from the name.")
    )
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Take the tick away when this entry retires. Nothing is deleted.")
    )

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        self.name_itself()
        super().save(*args, **kwargs)

    def clean(self):
        super().clean()
        self.name_itself()

    def name_itself(self):
        """Address and id are unique, so an empty one is filled before anything is compared or stored."""
        self.slug = self.slug or self.free_slug()
        self.source_id = self.source_id or f"{BY_HAND}{self.slug}"

    def free_slug(self) -> str:
        """An address that no other row has, made from the name; a name in another script gets a plain one."""
        base = slugify(self.name)[: LONGEST_SLUG - 5] or self._meta.model_name
        taken = set(type(self).objects.filter(slug__startswith=base).exclude(pk=self.pk).values_list("slug", flat=True))
        return next(slug for number in range(1, len(taken) + 2) if (slug := numbered(base, number)) not in taken)


def numbered(base: str, number: int) -> str:
    return base if number == 1 else f"{base}-{number}"


class Location(Entry):
    name = models.CharField(max_length=120)
    street = models.CharField(max_length=120)
    street_2 = models.CharField(_("second line"), max_length=120, blank=True)
    city = models.CharField(max_length=80)
    region = models.CharField(_("state or region"), max_length=40, blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=2, default="US", help_text=_("Two letters, ISO 3166."))
    latitude = models.DecimalField(
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = models.DecimalField(
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )
    calendar = models.ForeignKey(
        "portal.OpeningCalendar",
        verbose_name=_("opening hours"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("When the doors are open, with the time zone. Edit hours under “Contact and hours”."),
    )
    contact_point = models.ForeignKey(
        "portal.ContactPoint",
        verbose_name=_("phone"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Phone numbers are kept in one place, under “Contact and hours”."),
    )
    services = CodesField(Service)
    parking = models.TextField(max_length=600, blank=True)
    public_transport = models.TextField(max_length=600, blank=True)
    accessibility_info = models.TextField(
        max_length=600,
        blank=True,
        help_text=_("Ramps, lifts, restrooms, hearing loops, quiet rooms: what is there, and what is not."),
    )
    text_language = models.CharField(
        _("language of the texts"), max_length=3, choices=Language, default=Language.ENGLISH
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(latitude=None, longitude=None)
                | models.Q(latitude__isnull=False, longitude__isnull=False),
                name="position_is_whole",
                violation_error_message=_("Give both latitude and longitude, or neither."),
            )
        ]

    def __str__(self):
        return self.name if self.is_active else f"{self.name} ({_('retired')})"

    def get_absolute_url(self):
        return reverse("directory:location", args=[self.slug])

    @property
    def address_lines(self) -> list[str]:
        place = ", ".join(filter(None, [self.city, self.region]))
        return [line for line in (self.street, self.street_2, f"{place} {self.postal_code}".strip()) if line]


class Doctor(Entry):
    given_name = models.CharField(max_length=80, blank=True)
    family_name = models.CharField(max_length=80, help_text=_("Lists are sorted by it."))
    display_name = models.CharField(
        max_length=160, blank=True, help_text=_("As readers see it, in any script. Empty: given and family name.")
    )
    credentials = models.CharField(max_length=80, blank=True, help_text=_("After the name: MD, PhD"))
    pronunciation = models.CharField(max_length=120, blank=True, help_text=_("For example: ah-na REE-beh-ra"))
    position = models.CharField(max_length=120, blank=True, help_text=_("For example: Head of liver surgery"))
    specialties = CodesField(Specialty)
    languages = CodesField(Language)
    locations = models.ManyToManyField(Location, blank=True, related_name="doctors")
    accepting_new_patients = models.BooleanField(default=True)
    npi = models.CharField("NPI", max_length=10, blank=True, validators=[validate_npi])
    photo = models.ForeignKey("portal.PortalImage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    bio = models.TextField(
        max_length=2000, blank=True, help_text=_("A few plain sentences. An empty line begins a new paragraph.")
    )
    bio_language = models.CharField(_("language of the text"), max_length=3, choices=Language, default=Language.ENGLISH)

    class Meta:
        ordering = ["family_name", "given_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["npi"],
                condition=~models.Q(npi=""),
                name="one_doctor_per_npi",
                violation_error_message=_("Another doctor has this NPI."),
            )
        ]

    def __str__(self):
        return self.name if self.is_active else f"{self.name} ({_('retired')})"

    def get_absolute_url(self):
        return reverse("directory:doctor", args=[self.slug])

    @property
    def name(self) -> str:
        return self.display_name or " ".join(filter(None, [self.given_name, self.family_name]))
