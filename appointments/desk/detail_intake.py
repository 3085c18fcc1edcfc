"""Taking a request by phone, fax or in person: the questions of the web form on one page, sent the same way."""

import uuid
from datetime import timedelta

from django import forms
from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appointments import access
from appointments.desk.base import DeskView
from appointments.desk.detail_page import detail_url, queue_url
from appointments.forms.flow import FLOWS
from appointments.models import RequestDraft
from appointments.models.choices import Channel, RequestKind
from appointments.references import shown
from appointments.submit import AlreadySent, Incomplete, submit

CHANNELS = [(channel.value, channel.label) for channel in (Channel.PHONE, Channel.FAX, Channel.IN_PERSON)]
NOBODY = "-"  # no browser holds a key of this kind, so no draft of staff opens on the public side
EVERYTHING = {"for_whom": RequestKind.BEHALF}  # an empty form shows the questions of both kinds


class ChannelForm(forms.Form):
    """`nonce` makes a second press of the button find the first request instead of making another."""

    channel = forms.ChoiceField(
        label=gettext_lazy("How it came"),
        choices=CHANNELS,
        widget=forms.RadioSelect,
        label_suffix="",
        error_messages={"required": gettext_lazy("Choose how it came.")},
    )
    nonce = forms.UUIDField(widget=forms.HiddenInput)


class IntakeView(DeskView, abstract=True):
    flow = None
    title = ""
    other = ""

    def get(self, request):
        return self.page(ChannelForm(initial={"nonce": uuid.uuid4()}), empty_pages(self.flow))

    def post(self, request):
        about, pages = ChannelForm(request.POST), bound_pages(self.flow, request.POST)
        sound = [page.is_valid() for page in pages]  # all of them, so that all errors are told at once
        refuse_without_the_patient(pages)
        if not about.is_valid() or not all(sound) or any(page.errors for page in pages):
            return self.page(about, pages, status=422)
        try:
            appointment = self.store(about.cleaned_data, pages)
        except AlreadySent as sent:
            about.add_error(None, already_sent(sent.request))
            return self.page(about, pages, status=409)
        except Incomplete:
            about.add_error(None, _("Check the answers: some of them do not fit each other."))
            return self.page(about, pages, status=422)
        return self.after(appointment)

    @transaction.atomic
    def store(self, about, pages):
        draft = RequestDraft.objects.create(
            form=self.flow.form,
            key_hash=NOBODY,
            nonce=about["nonce"],
            answers={page.slug: page.typed() for page in pages},
            expires_at=timezone.now() + timedelta(minutes=1),
        )
        appointment = submit(draft, draft.nonce, channel=about["channel"], actor=self.request.user)
        draft.delete()  # still there where the request was
        return appointment

    def after(self, appointment):
        messages.success(self.request, _("Taken: %(reference)s.") % {"reference": shown(appointment.reference)})
        is_theirs = access.visible_requests(self.request.user).filter(pk=appointment.pk).exists()
        return redirect(detail_url(appointment) if is_theirs else queue_url())

    def page(self, about, pages, status=200):
        title = str(self.title)
        context = {
            "about": about,
            "pages": pages,
            "problems": problems(about, pages),
            "flow": self.flow,
            "header_title": title,
            "breadcrumbs_items": [{"url": queue_url(), "label": _("Appointments")}, {"url": None, "label": title}],
            "other_url": reverse(f"appointments_desk:{self.other}"),
        }
        return render(self.request, "appointments/admin/intake.html", context, status=status)


class RequestIntake(IntakeView):
    action = "take_request"
    flow = FLOWS["request"]
    title = gettext_lazy("Take a request")
    other = "intake_referral"


class ReferralIntake(IntakeView):
    action = "take_request"
    flow = FLOWS["referral"]
    title = gettext_lazy("Take a referral")
    other = "intake"


def empty_pages(flow) -> list:
    return [named(page(earlier=dict(EVERYTHING))) for page in flow.questions]


def bound_pages(flow, data) -> list:
    """Each page knows the answers of those before it, as on the web."""
    pages, earlier = [], {}
    for kind in flow.questions:
        page = named(kind(data, earlier=dict(earlier)))
        page.is_valid()
        earlier |= page.cleaned_data
        pages.append(page)
    return pages


def named(page):
    """Several pages ask for a phone: names on the common page begin with the page's."""
    page.prefix = page.slug
    return page


def refuse_without_the_patient(pages) -> None:
    for page in pages:
        if page.cleaned_data.get("patient_knows") == "no":
            page.refuse("patient_knows", _("The patient has to know about the request. Nothing was stored."))


def already_sent(request) -> str:
    return _("This form was taken before, as %(reference)s. Begin a new one for another request.") % {
        "reference": shown(request.reference)
    }


def problems(about, pages) -> list[dict]:
    found = [{"id": about[name].auto_id, "message": error} for name in ("channel",) for error in about[name].errors]
    found += [{"id": "main", "message": error} for error in about.non_field_errors()]
    return found + [problem for page in pages if page.is_bound for problem in page.errors_in_order()]
