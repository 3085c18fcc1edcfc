"""Which version of the English page a translation was made from, and whether it still fits."""

from django.dispatch import receiver
from django.utils import timezone
from wagtail.models import Revision
from wagtail.signals import copy_for_translation_done, page_published

from portal.localized import is_original
from portal.page_cache import new_generation


def tie(page, original):
    """`page` becomes the translation of `original` as that stands now; the caller saves it."""
    page.translation_key = original.translation_key
    page.translated_from_revision_id = original.live_revision_id or original.latest_revision_id


def keep(page, revision_id):
    """Store on the page and in its newest version what it was translated from. Readers see no more of it than the notice."""
    page.translated_from_revision_id = revision_id
    type(page).objects.filter(pk=page.pk).update(translated_from_revision=revision_id)
    newest = page.get_latest_revision()
    if newest and "translated_from_revision" in newest.content:
        newest.content["translated_from_revision"] = revision_id
        Revision.objects.filter(pk=newest.pk).update(content=newest.content)
    new_generation()  # an update tells no one


@receiver(copy_for_translation_done, dispatch_uid="translations.copied")
def copied(sender, source_obj, target_obj, **kwargs):
    """Wagtail made a translation: it begins as a copy of what is live now."""
    if hasattr(target_obj, "translated_from_revision_id") and not target_obj.alias_of_id:
        keep(target_obj, source_obj.live_revision_id or source_obj.latest_revision_id)


@receiver(page_published, dispatch_uid="translations.carry_on")
def carry_on(sender, instance, revision=None, **kwargs):
    """A new version that says the same (a new signature, a setting) leaves translations in step."""
    if revision is None or not is_original(instance) or not hasattr(instance, "visible_text"):
        return
    others = sender.objects.filter(translation_key=instance.translation_key, alias_of=None).exclude(pk=instance.pk)
    for page in others.exclude(translated_from_revision=revision).select_related("translated_from_revision"):
        before = page.translated_from_revision
        if before and before.as_object().visible_text() == instance.visible_text():
            keep(page, revision.pk)


def is_behind(page, original) -> bool:
    """Has the live English text changed since this translation was made or last compared?"""
    return bool(
        original.live and original.live_revision_id and page.translated_from_revision_id != original.live_revision_id
    )


def notice_for(page, original) -> dict | None:
    """{date, url} of the live English page, for the reader of a translation that is behind it."""
    is_translation = page is not None and original is not None and original.pk != page.pk and not page.alias_of_id
    if not is_translation or not hasattr(page, "translated_from_revision_id") or not is_behind(page, original):
        return None
    return {"date": timezone.localdate(original.last_published_at), "url": original.url}
