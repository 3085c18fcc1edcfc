"""“Was this page helpful?” No cookie, no address, no session: page, language, answer and day.

The form has no CSRF token, since pages are cached whole and the answer acts for nobody: an Origin check keeps other sites
from filling it in.
"""

from datetime import timedelta

from django import forms
from django.core.cache import cache
from django.http import HttpResponse, HttpResponseForbidden
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from wagtail.models import Page

from portal.models import PageFeedback
from portal.models.feedback import FeedbackReason
from portal.origin import is_foreign

ANSWERS_PER_HOUR = 600  # of the whole site and hour; a flood is answered with thanks and not stored
KEEP_TEXT = timedelta(days=90)


class PlainText(forms.CharField):
    def to_python(self, value):
        """Browsers count the end of a line as one character and send two."""
        return super().to_python(value).replace("\r\n", "\n")


class FeedbackForm(forms.Form):
    page = forms.IntegerField(min_value=1, max_value=2**31 - 1)
    helpful = forms.ChoiceField(choices=[("yes", _("Yes")), ("no", _("No"))])
    reason = forms.ChoiceField(choices=[("", ""), *FeedbackReason.choices], required=False)
    text = PlainText(
        max_length=500,
        required=False,
        widget=forms.Textarea,
        error_messages={"max_length": _("Please shorten your words to 500 characters.")},
    )
    website = forms.CharField(required=False)  # people do not see it; what fills it in is a machine


def feedback_of(page, request=None) -> dict:
    """What a page needs to ask for an answer, or to say thank you for one."""
    given = request is not None and request.GET.get("feedback") == "thanks"
    return {"action_url": reverse("feedback"), "page_id": page.pk, "given": given}


@csrf_exempt
@require_POST
def feedback(request):
    if is_foreign(request):
        return HttpResponseForbidden("This form belongs to another site.")
    form = FeedbackForm(request.POST)
    if not form.is_valid() and not form.errors.keys() <= {"text"}:
        return HttpResponse("This answer could not be read.", status=400, content_type="text/plain")
    page = get_object_or_404(Page.objects.live().public().filter(depth__gt=1), pk=form.data["page"])
    if not form.is_valid():
        return render(
            request,
            "portal/feedback_error.html",
            {"form": form, "page_title": page.title, "page_url": page.url},
            status=400,
        )
    if not form.cleaned_data["website"] and not is_flood():
        PageFeedback.objects.create(
            page=page,
            language=page.locale.language_code,
            helpful=form.cleaned_data["helpful"] == "yes",
            reason=form.cleaned_data["reason"],
            text=form.cleaned_data["text"],
            given_on=timezone.localdate(),
        )
    return redirect(f"{page.url}?feedback=thanks#feedback")


def is_flood() -> bool:
    key = f"feedback-{timezone.now():%Y%m%d%H}"
    cache.add(key, 0, timeout=7200)
    try:
        return cache.incr(key) > ANSWERS_PER_HOUR
    except ValueError:  # dropped from the cache in between
        return False


def blank_old_texts() -> int:
    """Blank texts older than 90 days; the answers stay for counting. Returns how many were blanked."""
    old = PageFeedback.objects.filter(given_on__lte=timezone.localdate() - KEEP_TEXT).exclude(text="")
    return old.update(text="")
