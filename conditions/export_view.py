"""A guide as a file, from the menu beside its title in the editor."""

import json

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button

from conditions.exporting import guide_document
from conditions.models import ConditionPage


def export_guide(request, page_id):
    """Its newest texts: whoever may edit a guide sees them anyway."""
    guide = get_object_or_404(ConditionPage, pk=page_id)
    if not guide.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    line = json.dumps(guide_document(guide, drafts=True), ensure_ascii=False) + "\n"
    name = {"Content-Disposition": f'attachment; filename="{guide.slug}.jsonl"'}
    return HttpResponse(line, content_type="application/x-ndjson; charset=utf-8", headers=name)


@hooks.register("register_admin_urls")
def export_urls():
    return [path("guides/<int:page_id>/export/", export_guide, name="export_guide")]


@hooks.register("register_page_header_buttons")
def export_button(page, user, view_name, next_url=None):
    if isinstance(page, ConditionPage) and page.pk and page.permissions_for_user(user).can_edit():
        yield Button(_("Export"), reverse("export_guide", args=[page.pk]), icon_name="download", priority=95)
