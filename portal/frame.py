"""What stands around every page: brand, menu, banner, alerts, footer. Plain data, built once per generation."""

from datetime import datetime, timedelta

from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, get_language_info

from portal import contacts, source_page
from portal.language_help import language_help
from portal.languages import frame_languages, language_of
from portal.localized import foreign, own_address, shown_pages
from portal.models import (
    Alert,
    BannerSettings,
    BrandSettings,
    FooterSettings,
    NavigationSettings,
    OrganizationSettings,
)
from portal.page_cache import BANNER_COOKIE, remembered, valid_until
from portal.words import Said, said

# Where a form has the reader's attention, nothing else asks for it.
FORM_NAMESPACES = {"appointments"}


def frame_for(request, page=None, translations=None) -> dict:
    """The frame of this request; `page` decides alerts of a section and the links to other languages.

    Views without a page may name their `translations` themselves: language → address.
    """
    language = get_language()
    content_language = language_of(page, language)
    valid_until(request, next_midnight())
    fixed = remembered(("frame", language), build_frame)
    match = getattr(request, "resolver_match", None)
    is_form = bool(match and FORM_NAMESPACES & set(match.namespaces))
    return fixed | {
        "lang": content_language,
        "dir": "rtl" if get_language_info(content_language)["bidi"] else "ltr",
        "contact": contacts.view(request, fixed["contact_label"]),
        "banner": None if is_form else banner_for(request, fixed["banner"], page),
        "alerts": alerts_for(request, page),
        **frame_languages(request, page, language, translations),
        "is_form": is_form,
        "social_image": request.build_absolute_uri(fixed["social_image_path"]),
        "year": timezone.localdate().year,
        "here": request.path if request.path in fixed["addresses"] else "",  # where a link leads to this very page
    }


def next_midnight() -> datetime:
    """Pages show the year, and say what is overdue."""
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0, fold=0) + timedelta(days=1)


def build_frame() -> dict:
    brand, organization = (
        remembered("brand", BrandSettings.load),
        remembered("organization settings", OrganizationSettings.load),
    )
    navigation, footer, banner = NavigationSettings.load(), FooterSettings.load(), BannerSettings.load()
    menu, groups = list(navigation.menu.raw_data), list(footer.groups.raw_data)
    legal, banner_links = list(footer.legal_links.raw_data), list(banner.links.raw_data)
    urls = LinkUrls([menu, groups, legal, banner_links])
    labels = contacts.labels()
    return {
        "addresses": urls.used,
        "brand": brand,
        "disclaimer": said(brand.disclaimer),
        "organization": organization,
        "home_url": reverse("wagtail_serve", args=[""]),
        "menu": [entry for entry in map(urls.entry, menu) if entry],
        "patient_portal_url": navigation.patient_portal_url,
        "footer_groups": [
            {"title": said(row["value"]["title"]), "links": urls.items(row["value"]["links"])} for row in groups
        ],
        "language_help": language_help(),
        "social_image_path": social_image_path(organization),
        "legal_links": list(filter(None, (urls.link(row["value"]) for row in legal))),
        "address": [line for line in (organization.street, place_line(organization)) if line],
        "contact_label": labels.get(footer.main_contact_id, "appointments"),
        "banner": {
            "text": said(banner.text),
            "contact_label": labels.get(banner.contact_point_id),
            "links": list(filter(None, (urls.link(row["value"]) for row in banner_links))),
            "starts_at": banner.starts_at,
            "ends_at": banner.ends_at,
        },
    }


def social_image_path(organization) -> str:
    """The picture that other sites show beside a link to us."""
    image = organization.social_image
    return image.get_rendition("fill-1200x630|format-jpeg").url if image else static("img/social.png")


def place_line(organization) -> str:
    place = ", ".join(filter(None, [organization.city, organization.region]))
    return f"{place} {organization.postal_code}".strip()


class LinkUrls:
    """Addresses of all pages that stored links refer to, in the reader's language where they are, in one query."""

    def __init__(self, streams):
        ids: set[int] = set()
        self._collect(streams, ids)
        self.pages = shown_pages(ids)
        self.used: set[str] = set()  # fills as links are made

    def _collect(self, node, ids):
        if isinstance(node, dict):
            if isinstance(node.get("page"), int):
                ids.add(node["page"])
            node = node.values()
        if not isinstance(node, str) and hasattr(node, "__iter__"):
            for child in node:
                self._collect(child, ids)

    def link(self, raw: dict) -> dict | None:
        """{title, url, external} and, where it is not the reader's, the language (foreign); None for a page not live."""
        page = self.pages.get(raw.get("page"))
        url = page.url if page else own_address(raw.get("address"))
        if not url or (raw.get("page") and not page):
            return None
        self.used.add(url)
        in_other = foreign(page.language) if page else None
        title = said(raw["title"]) if raw.get("title") else Said(page.title, in_other["code"] if in_other else "")
        link = {"title": title, "url": url, "external": url.startswith("http")}
        return link | ({"foreign": in_other} if in_other else {})

    def items(self, rows) -> list[dict]:
        return list(filter(None, (self.link(row.get("value", row)) for row in rows)))

    def entry(self, row) -> dict | None:
        link = self.link(row["value"]["link"])
        return link and link | {"children": self.items(row["value"]["children"])}


def banner_for(request, banner, page=None) -> dict | None:
    now = timezone.now()
    for moment in (banner["starts_at"], banner["ends_at"]):
        if moment and moment > now:
            valid_until(request, moment)
    too_early = banner["starts_at"] and now < banner["starts_at"]
    too_late = banner["ends_at"] and now >= banner["ends_at"]
    if not banner["text"] or too_early or too_late or BANNER_COOKIE in request.COOKIES:
        return None
    request_form = source_page.request_url()
    links = [
        link | {"url": source_page.request_url(page)} if link["url"] == request_form else link
        for link in banner["links"]
    ]
    return banner | {"contact": contacts.view(request, banner["contact_label"]), "links": links}


def alerts_for(request, page) -> list[dict]:
    """The alerts that hold now for this page's section."""
    now = timezone.now()
    shown = []
    for alert in remembered("alerts", current_and_coming_alerts):
        for moment in (alert["starts_at"], alert["ends_at"]):
            if moment > now:
                valid_until(request, moment)
        in_section = not alert["section"] or (page is not None and (page.path or "").startswith(alert["section"]))
        if alert["starts_at"] <= now < alert["ends_at"] and in_section:
            shown.append(alert | {name: said(alert[name]) for name in ("title", "message", "link_title")})
    return shown


def current_and_coming_alerts() -> list[dict]:
    rows = Alert.objects.filter(ends_at__gt=timezone.now() - timedelta(minutes=1)).select_related("link", "section")
    return [
        {
            "level": row.level,
            "title": row.title,
            "message": row.message,
            "url": row.link.url if row.link and row.link.live else "",
            "link_title": row.link.title if row.link else "",
            "starts_at": row.starts_at,
            "ends_at": row.ends_at,
            "section": row.section.path if row.section else "",
        }
        for row in rows
    ]
