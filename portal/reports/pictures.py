"""Pictures that lack what a hospital must know about them."""

from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.permissions import policy_registry

from portal.models import PortalImage
from portal.models.media import ImageKind
from portal.reports.base import Report

SOON = timedelta(days=90)

NO_TEXT = Q(is_decorative=False, description="")
NO_CREDIT = Q(credit="") & ~Q(kind=ImageKind.LOGO)
NO_CONSENT = Q(shows_people=True, consent_on_file=False)


def ending(today) -> Q:
    return Q(shows_people=True, consent_ends_on__lte=today + SOON)


def what_is_missing(image, today) -> str:
    missing = [
        (not image.is_decorative and not image.description, gettext("alternative text")),
        (not image.credit and image.kind != ImageKind.LOGO, gettext("credit")),
        (image.shows_people and not image.consent_on_file, gettext("consent of the people shown")),
    ]
    words = [word for is_missing, word in missing if is_missing]
    ends = image.consent_ends_on if image.shows_people else None
    if ends and ends <= today:
        words.append(gettext("consent has ended"))
    elif ends and ends <= today + SOON:
        words.append(gettext("consent ends soon"))
    return ", ".join(words)


class PicturesToMend(Report):
    slug = "pictures"
    page_title = _("Pictures to mend")
    icon = header_icon = "image"
    order = 640
    model = PortalImage
    about = _(
        "Pictures without alternative text, credit or consent, and those whose consent ends within 90 days. Take a picture "
        "off its pages before the consent of the people in it ends."
    )
    columns = [
        TitleColumn("title", label=_("Picture"), get_url=lambda row: reverse("wagtailimages:edit", args=[row.pk])),
        Column("missing", label=_("What is missing"), accessor=lambda row: what_is_missing(row, timezone.localdate())),
        Column("credit", label=_("Credit")),
        Column("consent_ends_on", label=_("Consent ends")),
    ]

    @staticmethod
    def may_see(user):
        return policy_registry.get_by_type(PortalImage).user_has_any_permission(user, {"add", "change"})

    def rows(self):
        wanted = NO_TEXT | NO_CREDIT | NO_CONSENT | ending(timezone.localdate())
        return PortalImage.objects.filter(wanted).order_by("consent_ends_on", "title", "pk")
