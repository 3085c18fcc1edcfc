"""Unfinished forms. They are kept on the server; the browser holds a random key, and the address of each page the draft's id.

The key alone opens nothing, the id alone neither. One browser may have several drafts, one for each tab.
"""

import json
import logging
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import Error
from django.db.models import F
from django.utils import timezone

from appointments.audit import keyed_hash
from appointments.models import AppointmentSettings, FormCount, RequestDraft

logger = logging.getLogger(__name__)

KEY_BYTES = 24
LONGEST_KEY = 64
ATTEMPT = "attempt"  # a key of `answers`: what was typed last on a page and did not hold
LONGEST_ATTEMPT = 20_000


def begin(request, form, source=None, **wish) -> tuple[RequestDraft, str]:
    """A new draft, and the key that the browser keeps; a browser that has a key keeps it. `wish`: doctor or place."""
    key = key_of(request) or secrets.token_urlsafe(KEY_BYTES)
    draft = RequestDraft.objects.create(
        key_hash=hash_of(key), form=form, source_page=source, expires_at=new_expiry(), **wish
    )
    count(form, "start")
    return draft, key


def find(request, form, pk) -> RequestDraft | None:
    key = key_of(request)
    if not key:
        return None
    drafts = RequestDraft.objects.select_related("source_page", "doctor", "place")
    return drafts.filter(pk=pk, form=form, key_hash=hash_of(key), expires_at__gt=timezone.now()).first()


def keep(draft, slug, typed, next_slug) -> None:
    """Store the answers of a page. A page completed for the first time opens the next one, which is counted."""
    is_first = slug not in draft.answers
    draft.answers[slug] = typed
    if attempt_at(draft, slug) is not None:
        del draft.answers[ATTEMPT]
    touch(draft)
    if is_first:
        count(draft.form, next_slug)


def keep_attempt(draft, slug, typed) -> bool:
    """Store what does not hold yet beside the answers that do. False for more text than people type."""
    if len(json.dumps(typed)) > LONGEST_ATTEMPT:
        touch(draft)  # what else was changed is stored
        return False
    draft.answers[ATTEMPT] = {"slug": slug, "typed": typed}
    touch(draft)
    return True


def attempt_at(draft, slug) -> dict | None:
    attempt = draft.answers.get(ATTEMPT, {})
    return attempt["typed"] if attempt.get("slug") == slug else None


def touch(draft) -> None:
    draft.expires_at = new_expiry()
    draft.save(update_fields=["answers", "source_page", "expires_at", "updated_at"])


def remove(draft) -> None:
    RequestDraft.objects.filter(pk=draft.pk).delete()


def new_expiry():
    return timezone.now() + timedelta(days=AppointmentSettings.load().draft_days)


def key_of(request) -> str:
    key = request.COOKIES.get(settings.DRAFT_COOKIE_NAME, "")
    return key if len(key) <= LONGEST_KEY else ""


def hash_of(key) -> str:
    return keyed_hash(key, "draft", 64)


def hand_over(response, key) -> None:
    """The key goes when the browser is closed: others may use this computer too."""
    response.set_cookie(
        settings.DRAFT_COOKIE_NAME,
        key,
        path="/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def count(form, page) -> None:
    """Counts without answers: how many drafts reached a page on a day, from "start" to "sent"."""
    row, _is_new = FormCount.objects.get_or_create(day=timezone.localdate(), form=form, page=page)
    FormCount.objects.filter(pk=row.pk).update(count=F("count") + 1)


def count_quietly(form, page) -> None:
    """After a commit: what was sent is sent, whether or not it can be counted."""
    try:
        count(form, page)
    except Error as error:
        logger.error("A form was not counted (%s)", type(error).__name__)
