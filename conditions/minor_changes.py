"""A typing error needs no doctor: a moderator publishes it with a reason, and the date of the review stays.

What could change the meaning goes to a reviewer all the same: many words, any amount, any “not”.
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from conditions import reviews, signing
from conditions.editorial.difference import ADDED, REMOVED, SAME, Difference
from conditions.models.reviews import PublishGate, ReviewOutcome
from conditions.weighty_words import WORD, amounts, reversals

MOST_WORDS = 30  # added and taken out together, counted from the signed text


def reason_against(page, user) -> str:
    """Why this draft cannot be published as a minor change by this person; empty when it can."""
    if not isinstance(page, PublishGate) or not page.permissions_for_user(user).can_publish():
        return _("Only moderators can publish a minor change.")
    if not page.reviewed_text_hash or signing.last_signature(page) is None:
        return _("Nobody has signed this page yet. Submit it for review.")
    if reviews.text_is_signed(page):
        return _("The text is the signed one: there is nothing to explain.")
    if page.workflow_in_progress:
        return _("The text is being reviewed. Wait for the decision, or take it back first.")
    return signing.obstacle_of(page) or too_much(Difference(page))


def too_much(difference) -> str:
    """Why a reviewer has to read this change."""
    if difference.is_first:
        return _("The signed text is no longer at hand. Submit this one for review.")
    gone, new = (" ".join(map(str, difference.pieces(kind))) for kind in (REMOVED, ADDED))
    before, after = (" ".join(map(str, difference.pieces(SAME, kind))) for kind in (REMOVED, ADDED))
    if amounts(before) != amounts(after):
        return _("A number changed. Submit the text for review.")
    count = len(WORD.findall(gone)) + len(WORD.findall(new))
    if count > MOST_WORDS:
        return _("More than %(number)s words changed. Submit the text for review.") % {"number": MOST_WORDS}
    if reversals(gone) or reversals(new) or reversals(before) != reversals(after):
        return _("A “not” or “no” came in or was taken out. Submit the text for review.")
    return ""


@transaction.atomic
def publish(page, user, reason, *, seen):
    """Publish the newest draft, record why, and keep the date of the review.

    Raises PermissionDenied, signing.TextChanged when another version was saved since it was read, or ValidationError.
    """
    page = Page.objects.select_for_update().get(pk=page.pk).specific.get_latest_revision_as_object()
    if page.permissions_for_user(user).can_publish() and seen != signing.revision_of(page):
        raise signing.TextChanged(signing.changed_words())
    if against := reason_against(page, user):
        raise PermissionDenied(against)
    if not reason.strip():
        raise ValidationError(_("Give a reason."))
    page.minor_change_hash = reviews.text_hash(page)
    reviews.record(page, ReviewOutcome.MINOR_CHANGE, user=user, note=reason.strip())
    page.save_revision(user=user, changed=False, clean=False, log_action=True).publish(user=user)
