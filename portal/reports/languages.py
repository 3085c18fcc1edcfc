"""Every page in every language: in step with the English one, behind it, a draft, or missing."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Case, CharField, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.ui.tables import TitleColumn
from wagtail.models import Page

from portal.localized import original_of
from portal.page_types import content_types
from portal.reports.base import PageColumn, Report, edit_address, edits_pages
from portal.translations import is_behind, keep

MISSING, DRAFT, BEHIND, IN_STEP = "missing", "draft", "behind", "in step"
STATES = {MISSING: _("missing"), DRAFT: _("draft"), BEHIND: _("behind"), IN_STEP: _("in step")}


def translated_from():
    """The version a page was made from, whatever its type; 0 where there was none."""
    names = (f"{model._meta.pk.related_query_name()}__translated_from_revision" for model in content_types())
    return Coalesce(*names, 0)


def state_in(code) -> Case:
    """The state of the translation of an English page; its page type is known to no query, so all are asked at once."""
    pages = Page.objects.filter(
        translation_key=OuterRef("translation_key"), locale__language_code=code, alias_of=None
    ).annotate(made_from=translated_from())
    in_step = Q(made_from=Coalesce(OuterRef("live_revision"), 0))
    states = pages.annotate(
        state=Case(
            When(live=False, then=Value(DRAFT)),
            When(in_step, then=Value(IN_STEP)),
            default=Value(BEHIND),
            output_field=CharField(),
        )
    )
    return Coalesce(Subquery(states.values("state")[:1]), Value(MISSING))


class LanguageColumn(TitleColumn):
    """The state in one language; it leads to where it can be changed."""

    def __init__(self, code):
        super().__init__(code, label=get_language_info(code)["name"], get_url=self.address)
        self.code = code

    def get_value(self, instance):
        return STATES[getattr(instance, f"state_{self.code}")]

    def address(self, row):
        state, pk = getattr(row, f"state_{self.code}"), getattr(row, f"page_{self.code}")
        if state == MISSING:
            return reverse("simple_translation:submit_page_translation", args=[row.pk])
        return reverse("translation_in_step", args=[pk]) if state == BEHIND else edit_address(pk)


OTHERS = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


class Translations(Report):
    slug = "translations"
    page_title = _("Pages and languages")
    icon = header_icon = "globe"
    order = 640
    model = Page
    may_see = staticmethod(edits_pages)
    about = _(
        "Live English pages, and how far their translations are. “Behind” means that the English text has changed since: "
        "readers are told so. Follow the word to see what changed, and say so when the translation fits again."
    )
    columns = [PageColumn(), *map(LanguageColumn, OTHERS)]

    def rows(self):
        pages = Page.objects.filter(live=True, depth__gt=1, alias_of=None, locale__language_code=settings.LANGUAGE_CODE)
        for code in OTHERS:
            other = Page.objects.filter(
                translation_key=OuterRef("translation_key"), locale__language_code=code, alias_of=None
            )
            pages = pages.annotate(
                **{f"state_{code}": state_in(code), f"page_{code}": Subquery(other.values("pk")[:1])}
            )
        return pages.order_by(F("path"))


def in_step(request, page_id):
    """What changed in English since a translation was made, and the button that says: it fits again."""
    if not edits_pages(request.user):
        raise PermissionDenied
    page = get_object_or_404(Page.objects.filter(alias_of=None), pk=page_id).specific
    original = original_of(page)
    if original.pk == page.pk or not hasattr(page, "translated_from_revision_id"):
        raise Http404("This page translates no other.")
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    original = type(original).objects.get(pk=original.pk)  # as it is now, not as it is kept in memory
    has_changed = request.method == "POST" and request.POST.get("seen") != str(original.live_revision_id or "")
    if request.method == "POST" and not has_changed:
        keep(page, original.live_revision_id)
        messages.success(request, _("“%(title)s” is in step with the English page.") % {"title": page.title})
        return redirect("report_translations")
    if has_changed:
        messages.warning(request, _("The English page changed while you compared. Please look at it again."))
    return render(
        request,
        "portal/admin/in_step.html",
        {
            "page": page,
            "original": original,
            "is_behind": is_behind(page, original),
            "compare": compare_address(page, original),
        },
        status=409 if has_changed else 200,
    )


def compare_address(page, original) -> str:
    if not page.translated_from_revision_id or not original.live_revision_id:
        return ""
    revisions = [page.translated_from_revision_id, original.live_revision_id]
    return reverse("wagtailadmin_pages:revisions_compare", args=[original.pk, *revisions])
