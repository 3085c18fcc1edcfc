"""Template tags of the whole site; a builtin library, so templates need no `load`."""

from django import template
from django.utils import timezone
from django.utils.translation import get_language

from portal import contacts, pictures, source_page, stylesheet, words
from portal.frame import frame_for
from portal.page_cache import drawn
from portal.rich_text import icon as icon_html
from portal.rich_text import prose as prose_html
from portal.trail import trail_above

register = template.Library()


@register.simple_tag(takes_context=True)
def frame(context) -> dict:
    """What stands around this page: see portal/frame.py."""
    return (
        frame_for(context["request"], context.get("page"), context.get("translations")) if "request" in context else {}
    )


@register.simple_tag(takes_context=True)
def contact(context, label):
    """The contact point with this label, with its hours as of now."""
    return contacts.view(context.get("request"), label)


@register.simple_tag(takes_context=True)
def breadcrumbs(context) -> list[dict]:
    """Title and address of the pages above this one, home first. Views without a page give their own `trail`."""
    if "trail" in context:
        return context["trail"]
    return trail_above(context.get("page"))


@register.simple_tag
def portrait(doctor):
    """A doctor's photo in HTML; empty without one."""
    return pictures.portrait(doctor.photo) if doctor.photo else ""


@register.simple_tag(takes_context=True)
def appointment_url(context) -> str:
    """Address of the request form, carrying this page as a signed id."""
    return source_page.request_url(context.get("page"))


@register.simple_tag
def stylesheet_url() -> str:
    """Address of the one style sheet."""
    return stylesheet.stylesheet_url()


@register.tag
def shared(parser, token):
    """`{% shared "name" what it depends on … %}…{% endshared %}`: a part that is the same for many requests, drawn once.

    It depends on its key, the language, the day and content alone; what changes with the time of day calls `valid_until`.
    """
    _tag, *key = token.split_contents()
    content = parser.parse(("endshared",))
    parser.delete_first_token()
    return SharedNode([parser.compile_filter(part) for part in key], content)


class SharedNode(template.Node):
    def __init__(self, key, content):
        self.key, self.content = key, content

    def render(self, context):
        request = context.get("request")
        if request is None or not is_as_published(request, context.get("page")):
            return self.draw(context)
        key = (str(part.resolve(context)) for part in self.key)
        return drawn(request, (get_language(), timezone.localdate(), *key), lambda: self.draw(context))

    def draw(self, context):
        with context.push():
            return self.content.render(context)


def is_as_published(request, page) -> bool:
    """Is this the page that stands at the address asked for? A preview, a draft or an earlier version is not."""
    found = getattr(request, "_wagtail_route_for_request", None)
    return page is None or (found is not None and found.page is page)


@register.simple_tag(takes_context=True)
def gather(context):
    """Names what the page has `gathered` for its template. It costs queries: stands where they are needed, in `shared`."""
    for name, value in context["page"].gathered.items():
        context[name] = value
    return ""


@register.filter
def said(text):
    """A text that is shared by all languages, such as the credit of a picture, in the reader's where it is there."""
    return words.said(text)


@register.simple_tag
def icon(name):
    return icon_html(name)


@register.filter
def prose(value, shift=0):
    """Stored rich text as HTML for readers; `shift` moves headings down."""
    return prose_html(value, int(shift or 0))


@register.simple_tag
def page_image(image, role):
    """`hero` (first screen) or `figure` (lazy): a picture in modern formats and several widths."""
    return pictures.picture(image, role) if image else ""


@register.simple_tag
def legal_version_url(page, version):
    """Address of an earlier version of a legal page; `version` comes from `earlier_versions`."""
    return page.url + page.reverse_subpage("version", args=[version.revision_id])
