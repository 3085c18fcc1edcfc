"""The hospital in schema.org's words; every page's graph refers to it by `{site}#org`."""

from django.templatetags.static import static
from wagtail.models import Page

from portal import contacts
from portal.models import BrandSettings, OrganizationSettings
from portal.page_cache import remembered

DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def site_root(page) -> str:
    """The site's address with a slash at the end, as stable ids need it; empty for a page outside of any site."""
    parts = page.get_url_parts()
    return f"{parts[1]}/" if parts and parts[1] else ""


def organization_node(root: str) -> dict:
    return remembered(("organization", root), lambda: _organization_node(root))


def _organization_node(root):
    brand, settings = (
        remembered("brand", BrandSettings.load),
        remembered("organization settings", OrganizationSettings.load),
    )
    labels = contacts.labels()
    contact = contacts.view(None, labels.get(settings.contact_point_id))
    pages = Page.objects.live().in_bulk([settings.principles_page_id, settings.problem_page_id])
    node = {
        "@type": "Hospital",
        "@id": f"{root}#org",
        "name": brand.name,
        "url": root,
        "logo": f"{root.rstrip('/')}{static('img/apple-touch-icon.png')}",
        "medicalSpecialty": "https://schema.org/Oncologic",
        "address": {
            "@type": "PostalAddress",
            "streetAddress": settings.street,
            "addressLocality": settings.city,
            "addressRegion": settings.region,
            "postalCode": settings.postal_code,
            "addressCountry": settings.country,
        },
        "publishingPrinciples": full_url(pages.get(settings.principles_page_id)),
        "correctionsPolicy": full_url(pages.get(settings.problem_page_id)),
    }
    if settings.latitude is not None and settings.longitude is not None:
        node["geo"] = {"@type": "GeoCoordinates", "latitude": settings.latitude, "longitude": settings.longitude}
    if contact:
        node["telephone"] = contact.tel.removeprefix("tel:")
        hours = hours_nodes(contact.weekly)
        node["openingHoursSpecification"] = hours
        node["contactPoint"] = {
            "@type": "ContactPoint",
            "contactType": contact.title,
            "telephone": node["telephone"],
            "hoursAvailable": hours,
            "availableLanguage": [tag.strip() for tag in settings.languages.split(",") if tag.strip()],
        }
    return node


def full_url(page) -> str:
    return page.full_url if page else ""


def hours_nodes(weekly) -> list[dict]:
    return [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": [f"https://schema.org/{DAYS[day]}" for day in line["weekdays"]],
            "opens": opens.strftime("%H:%M"),
            "closes": closes.strftime("%H:%M"),
        }
        for line in weekly
        for opens, closes in line["spans"]
    ]
