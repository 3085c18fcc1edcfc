"""A source that was withdrawn: which pages name it, and their review that falls due at once."""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from conditions import reviews
from conditions.models import ChapterPage, Citation
from portal.models import PageLink

KIND = Citation._meta.label_lower


def pages_naming(citation) -> list:
    """Reviewed pages that name this source in their list or in a figure; a chapter counts for its guide."""
    in_figures = PageLink.objects.filter(kind=KIND, target_id=citation.pk).values("page_id")
    wanted = Q(citations=citation) | Q(pk__in=in_figures)
    found = {page.pk: page for model in reviews.REVIEWED_TYPES for page in model.objects.filter(wanted).distinct()}
    for chapter in ChapterPage.objects.filter(wanted).distinct():
        found.setdefault(chapter.guide.pk, chapter.guide)
    return sorted(found.values(), key=lambda page: (page.title, page.pk))


def call_in(citation) -> list:
    """Let the review of every page that names this source fall due today, unless it was signed after the withdrawal.

    May be repeated: the worker does so once a day, so that no page is forgotten that names the source later.
    """
    pages = pages_naming(citation)
    for page in pages:
        if page.reviewed_on and page.reviewed_on <= citation.retracted_on:
            reviews.bring_forward(page, timezone.localdate())
    return pages


def call_in_all():
    for citation in Citation.objects.filter(retracted_on__lte=timezone.localdate()):
        call_in(citation)


def tell_pages(request, instance):
    """After an editor saved a source: what follows from its withdrawal, in words."""
    if not isinstance(instance, Citation) or not instance.retracted_on or instance.retracted_on > timezone.localdate():
        return
    pages = call_in(instance)
    if pages:
        text = ngettext(
            "%(number)s page names this source. Its review is due today: %(pages)s",
            "%(number)s pages name this source. Their reviews are due today: %(pages)s",
            len(pages),
        )
        names = ", ".join(page.title for page in pages)
        messages.warning(request, text % {"number": len(pages), "pages": names})
    else:
        messages.info(request, _("No page names this source."))
