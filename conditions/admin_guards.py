"""What the admin refuses for guides, chapters and glossary terms, each time saying why and which pages are meant."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import TextField
from django.db.models.functions import Cast
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.models import Page, ReferenceIndex

from conditions.models import ChapterPage, ConditionPage, GlossaryTerm
from conditions.models.reviews import PublishGate
from portal.admin_guards import as_list, link_to, list_of

# ---- glossary -----------------------------------------------------------------------------------------------------


def refuse_to_delete_terms_in_use(request, instances):
    """A term that stands in a text is not deleted; the message names the texts."""
    used = [(term, places) for term in instances if isinstance(term, GlossaryTerm) and (places := places_of(term))]
    if not used:
        return None
    lines = []
    for term, places in used:
        reason = ngettext(
            "“%(term)s” cannot be deleted: it stands in the text of %(number)s page. Take it out there first, or unpublish "
            "the term: the word then stays without a link.",
            "“%(term)s” cannot be deleted: it stands in the text of %(number)s pages. Take it out there first, or unpublish "
            "the term: the word then stays without a link.",
            len(places),
        ) % {"term": term, "number": len(places)}
        lines.append(format_html("{}{}", reason, as_list(request.user, places)))
    messages.error(request, lines[0] if len(lines) == 1 else as_list(request.user, lines))
    if len(instances) == 1:
        return redirect(GlossaryTerm.snippet_viewset.get_url_name("edit"), instances[0].pk)
    return redirect(list_of(GlossaryTerm))


def places_of(term) -> list:
    """Everything whose text refers to this term: what is live, from the reference index, and the drafts of pages."""
    places = [source for source, _references in ReferenceIndex.get_grouped_references_to(term)]
    known = [place.pk for place in places if isinstance(place, Page)]
    pattern = rf"<a[^<>]*glossary-term[^<>]*\Wid=\W*{term.pk}\W|<a[^<>]*\Wid=\W*{term.pk}\W[^<>]*glossary-term"
    drafts = Page.objects.annotate(draft=Cast("latest_revision__content", TextField())).filter(draft__regex=pattern)
    return [*places, *drafts.exclude(pk__in=known)]


# ---- guides and chapters ------------------------------------------------------------------------------------------


def live_chapters(guide):
    return list(ChapterPage.objects.child_of(guide).live())


def confirm_chapters_before_unpublishing(request, page):
    """A guide takes its chapters along. Whoever did not tick that is shown the chapters and asked once."""
    if not isinstance(page, ConditionPage) or request.POST.get("include_descendants"):
        return None
    chapters = live_chapters(page)
    if not chapters:
        return None
    context = {"page": page, "chapters": chapters, "next": request.POST.get("next", "")}
    return TemplateResponse(request, "conditions/admin/unpublish_guide.html", context)


def refuse_bulk_unpublish_without_chapters(request, pages, action):
    if action.cleaned_form.cleaned_data.get("include_descendants"):
        return None
    chosen = {page.pk for page in pages}
    left = [
        chapter
        for page in pages
        if issubclass(page.specific_class, ConditionPage)
        for chapter in live_chapters(page)
        if chapter.pk not in chosen
    ]
    if not left:
        return None
    messages.error(
        request,
        format_html(
            "{}{}",
            _(
                "Chapters cannot stay online without their guide. Unpublish the subpages too, or choose these chapters as well:"
            ),
            as_list(request.user, [in_guide(request.user, chapter) for chapter in left]),
        ),
    )
    return redirect(request.get_full_path())


def in_guide(user, chapter):
    return format_html("{} ({})", link_to(user, chapter), chapter.guide.title)


def refuse_to_move_a_chapter(request, page, destination):
    if not isinstance(page, ChapterPage):
        return None
    return _refuse_moves(request, [page], destination, reverse("wagtailadmin_pages:move", args=[page.pk]))


def refuse_bulk_move_of_chapters(request, pages, action):
    chapters = [page.specific for page in pages if issubclass(page.specific_class, ChapterPage)]
    return _refuse_moves(request, chapters, action.cleaned_form.cleaned_data["chooser"], request.get_full_path())


def _refuse_moves(request, chapters, destination, back):
    guide = destination.specific
    if not isinstance(guide, ConditionPage):
        return None
    lines, aspects = [], {}
    for chapter in chapters:
        if chapter.is_child_of(guide):
            continue
        reasons = chapter.reasons_against(guide, live=chapter.live)
        if chapter.aspect in aspects:
            reasons.append(_("“%(title)s” has the same subject.") % {"title": aspects[chapter.aspect]})
        aspects[chapter.aspect] = chapter.title
        lines += [format_html("{}: {}", link_to(request.user, chapter), reason) for reason in reasons]
    if not lines:
        return None
    title = _("Nothing was moved to “%(guide)s”.") % {"guide": guide.title}
    messages.error(request, format_html("{}{}", title, as_list(request.user, lines)))
    return redirect(back)


# ---- copies -------------------------------------------------------------------------------------------------------


def keep_copies_in_draft(request, page):
    """Whatever is copied together with reviewed pages starts as a draft. The pages' own copy form offers nothing else;
    this is for pages above them, such as the home page."""
    if "publish_copies" in request.POST and copies_something_reviewed(page):
        request.POST = request.POST.copy()
        del request.POST["publish_copies"]
        messages.warning(request, _("The copies are drafts: medical pages are signed before they go live."))


def copies_something_reviewed(page) -> bool:
    kinds = page.get_descendants(inclusive=True).order_by().values("content_type")
    models = (kind.model_class() for kind in ContentType.objects.filter(pk__in=kinds))
    return any(issubclass(model, PublishGate) for model in models if model)


def guard_bulk_action(request, action_type, objects, action):
    """Bulk actions skip the hooks of single pages."""
    if not objects or not isinstance(objects[0], Page):
        return None
    if action_type == "unpublish":
        return refuse_bulk_unpublish_without_chapters(request, objects, action)
    if action_type == "move":
        return refuse_bulk_move_of_chapters(request, objects, action)
    return None
