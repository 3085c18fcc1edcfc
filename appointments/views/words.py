"""Moments and addresses as the pages of the form show them."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from appointments.forms.times import zone_of_hospital
from portal.models import LegalPage
from portal.models.pages import LegalKind
from portal.opening_words import date_text, time_text, zone_name
from portal.page_cache import remembered


def moment_words(moment, zone=None) -> str:
    """“Monday, November 23, 2 p.m. Eastern time”, in the zone of the hospital unless another is given."""
    if moment is None:
        return ""
    zone = zone or zone_of_hospital()
    local = moment.astimezone(zone)
    words = {"date": date_text(local.date()), "time": time_text(local.time()), "zone": zone_words(zone)}
    return _("%(date)s, %(time)s %(zone)s") % words


def zone_words(zone) -> str:
    name = zone_name(zone)
    return name if name.endswith(_("time")) or zone.key in ("UTC", "Etc/UTC") else _("%(zone)s time") % {"zone": name}


def privacy_url() -> str:
    """The notice of privacy, in the language of the page where there is one; empty where there is none at all."""
    return remembered(("privacy url", get_language()), find_privacy_url)


def find_privacy_url() -> str:
    pages = LegalPage.objects.live().filter(kind=LegalKind.PRIVACY).select_related("locale")
    page = pages.filter(locale__language_code=get_language()).first() or pages.first()
    return page.url if page else ""


def step_words(flow, page) -> str:
    number, count = flow.step_of(page)
    return _("Step %(number)s of %(count)s") % {"number": number, "count": count}
