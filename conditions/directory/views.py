"""Find a doctor, and locations. The lists come from memory; filters are in the address, which names nobody who asks."""

from django.core.paginator import EmptyPage, Paginator
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from conditions.directory import structured_data, treating
from conditions.directory.cards import doctor_card, place_card
from conditions.directory.filters import DoctorFilters, PlaceFilters, address
from conditions.directory.strips import strip
from conditions.views import home_trail
from portal.languages import live_locales
from portal.page_cache import remembered
from portal.roster import roster
from portal.source_page import request_url
from portal.views.search import page_number

PER_PAGE = 12


@require_safe
def doctors(request):
    filters = DoctorFilters(request.GET)
    paginator = Paginator(filters.doctors(), PER_PAGE)
    try:
        page_obj = paginator.page(page_number(request, paginator.num_pages))
    except EmptyPage:
        page_obj = paginator.page(1)
    context = list_context(request, filters) | {
        "cards": [doctor_card(doctor) for doctor in page_obj],
        "page_obj": page_obj,
        "count": paginator.count,
    }
    return render(request, "directory/doctors.html", context)


@require_safe
def locations(request):
    filters = PlaceFilters(request.GET)
    cards = [place_card(request, place) for place in filters.places()]
    context = list_context(request, filters) | {"cards": cards, "count": len(cards)}
    return render(request, "directory/locations.html", context)


def list_context(request, filters) -> dict:
    return {
        "filters": filters,
        "chips": filters.chips(),
        "kept_query": address(filters.used())[1:],
        "trail": home_trail(),
        "canonical": request.build_absolute_uri(request.path),
        "is_filtered": bool(request.GET),
    }


@require_safe
def doctor(request, slug):
    found = roster().doctor(slug)
    if found is None:
        raise Http404("No active doctor has this address.")
    places = [place_card(request, place) for place in roster().places_of.get(found.pk, ())]
    context = entry_context(request, found, "directory:doctors", _("Find a doctor")) | {
        "card": doctor_card(found),
        "doctor": found,
        "guides": treating.guides_of(found),
        "places": places,
    }
    context["structured_data"] = structured_data.of_doctor(request, context)
    return render(request, "directory/doctor.html", context)


@require_safe
def location(request, slug):
    found = roster().place(slug)
    if found is None:
        raise Http404("No active location has this address.")
    staff, contact = roster().doctors_at.get(found.pk, []), found.contact_point
    context = entry_context(request, found, "directory:locations", _("Locations")) | {
        "card": place_card(request, found),
        "place": found,
        "has_own_hours": contact is None or contact.calendar_id != found.calendar_id,
        **strip(staff, location=found.slug),
    }
    context["structured_data"] = structured_data.of_place(request, context)
    return render(request, "directory/location.html", context)


def entry_context(request, entry, list_name, list_title) -> dict:
    url = entry.get_absolute_url()
    return {
        "trail": [*home_trail(), {"title": list_title, "url": reverse(list_name)}],
        "canonical": request.build_absolute_uri(url),
        "translations": addresses_of(entry),
        "request_url": request_url(entry),
        "refer_url": request_url(entry, "refer"),
    }


def addresses_of(entry) -> dict[str, str]:
    """Language → address: one row serves all languages."""
    addresses = {}
    for locale in remembered("locales", live_locales):
        with override(locale["code"]):
            addresses[locale["code"]] = entry.get_absolute_url()
    return addresses
