"""The checks of one page for its editor: beside the text while writing, or on a page of their own."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from portal.models import ContentPage
from portal.page_checks import words
from portal.page_checks.registry import Reading, look, mends


def draft_for(request, page_id) -> ContentPage:
    """The newest text of a page that this person may edit."""
    page = get_object_or_404(Page.objects.filter(alias_of=None), pk=page_id)  # an alias has its text from its source
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    page = page.get_latest_revision_as_object() if page.latest_revision_id else page.specific
    if not isinstance(page, ContentPage):
        raise Http404("Pages of this kind have no text of their own.")
    return page


def found_in(page) -> dict:
    """What the template shows. `page` may be a draft that is not saved yet."""
    reading = Reading(page)
    groups = [{"check": check, "notes": notes, "mend": mends.get(check.name)} for check, notes in look(reading).items()]
    grade, easy_grade = words.grades(reading)
    return {
        "page": page,
        "groups": groups,
        "total": sum(len(group["notes"]) for group in groups),
        "grade": grade,
        "easy_grade": easy_grade,
        "is_english": reading.is_english,
        "sections": words.grades_by_place(reading),
        "hardest": words.hardest_sentences(reading),
    }


def page_checks(request, page_id):
    page = draft_for(request, page_id)
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    is_part = request.GET.get("part") == "1"
    template = "portal/admin/page_checks_found.html" if is_part else "portal/admin/page_checks.html"
    context = found_in(page) | {
        "page_title": _("Checks of the text"),
        "page_subtitle": page.draft_title,
        "header_icon": "glasses",
        "edit_url": reverse("wagtailadmin_pages:edit", args=[page.pk]),
    }
    return TemplateResponse(request, template, context)


def mend(request, page_id, name, target):
    """Do one thing about one note, as a new draft. Nothing is done to a text that changed since the note was shown."""
    page = draft_for(request, page_id)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    known = mends.get(name)
    if known is None:
        raise Http404("There is nothing to do about notes of this kind.")
    lock = page.get_lock()
    if lock and lock.for_user(request.user):
        messages.error(request, _("This page is locked: %(reason)s") % {"reason": lock.get_message(request.user)})
    elif request.POST.get("revision") != str(page.latest_revision_id or ""):
        messages.warning(request, _("The text changed in the meantime, so nothing was done. Please look again."))
    elif known.do(page, target):
        page.save_revision(user=request.user, log_action=True, clean=False)
        messages.success(request, _("Done: it is saved as a draft."))
    else:
        messages.warning(request, _("The word was not found any more."))
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("register_admin_urls")
def page_check_urls():
    return [
        path("page-checks/<int:page_id>/", page_checks, name="page_checks"),
        path("page-checks/<int:page_id>/<slug:name>/<int:target>/", mend, name="page_checks_mend"),
    ]
