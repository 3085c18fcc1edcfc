"""A source that was withdrawn: which pages name it, and their review that falls due at once."""

from datetime import timedelta

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


def call_in(citation, is_news=False) -> list:
    """Let the review of every page fall due today that names this source and was signed before anybody here knew.

    Says which of them are due now. May be repeated: the worker does so once a day, so that no page is forgotten that
    names the source later. Only news also calls in what was signed earlier on that very day.
    """
    today, pages = timezone.localdate(), pages_naming(citation)
    limit = known_on(citation) + timedelta(days=is_news)
    for page in pages:
        if page.reviewed_on and page.reviewed_on < limit:
            reviews.bring_forward(page, today)
    return [page for page in pages if page.next_review_due and page.next_review_due <= today]


def known_on(citation):
    """From this day on, who signs takes the withdrawal into account."""
    return max(citation.retracted_on, citation.retraction_known_on or citation.retracted_on)


def call_in_all():
    for citation in Citation.objects.filter(retracted_on__lte=timezone.localdate()):
        call_in(citation)


def tell_pages(request, instance):
    """After an editor saved a source: what follows from its withdrawal, in words."""
    if not isinstance(instance, Citation) or not instance.retracted_on or instance.retracted_on > timezone.localdate():
        return
    pages = call_in(instance, is_news=known_on(instance) == timezone.localdate())
    if pages:
        text = ngettext(
            "%(number)s page names this source. Its review is due today: %(pages)s",
            "%(number)s pages name this source. Their reviews are due today: %(pages)s",
            len(pages),
        )
        names = ", ".join(page.title for page in pages)
        messages.warning(request, text % {"number": len(pages), "pages": names})
    elif not pages_naming(instance):
        messages.info(request, _("No page names this source."))
