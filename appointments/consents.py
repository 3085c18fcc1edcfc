"""What people agree to, in the exact words they are shown. A record holds the hash of these words."""

import hashlib

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from appointments.forms.flow import VERSION
from appointments.models import ConsentPurpose, ConsentRecord
from appointments.models.choices import Person, RequestKind, Voicemail


def call_sentence(kind) -> str:
    """Stands above the button that sends."""
    if kind == RequestKind.REFERRAL:
        return _(
            "By sending this referral you ask us to call your patient and you about it. "
            "You confirm that you may share this information for the patient’s care."
        )
    return _(
        "By sending this request you ask us to call the number you gave. "
        "We use your answers only to call you back and to plan the visit."
    )


def given_in(walk, kind) -> list[tuple[str, str, str]]:
    """(purpose, exact text, answer) of all that was asked."""
    found = [(ConsentPurpose.CONTACT_BY_PHONE, call_sentence(kind), "yes")]
    for form in walk.forms:
        found += in_page(form)
    return found


def in_page(form):
    answers = form.cleaned_data
    if "voicemail" in form.fields:
        answer = answers["voicemail"] or Voicemail.NONE.value
        yield ConsentPurpose.VOICEMAIL_DETAIL, question(form, "voicemail", Voicemail(answer).label), answer
    for name, purpose in (("sms_ok", ConsentPurpose.SMS), ("email_ok", ConsentPurpose.EMAIL_UNENCRYPTED)):
        if name in form.fields:
            yield purpose, question(form, name), "yes" if answers[name] else "no"
    if answers.get("patient_knows"):
        yield ConsentPurpose.ON_BEHALF_ATTESTATION, question(form, "patient_knows"), answers["patient_knows"]


def question(form, name, *more) -> str:
    field = form.fields[name]
    return "\n".join(str(part) for part in (field.label, field.help_text, *more) if part)


def record(request, walk, at) -> None:
    giver = {RequestKind.SELF: Person.PATIENT, RequestKind.BEHALF: Person.REQUESTER}.get(request.kind, Person.REFERRER)
    ConsentRecord.objects.bulk_create(
        ConsentRecord(
            request=request,
            purpose=purpose,
            text_hash=hashlib.sha256(text.encode()).hexdigest(),
            text_version=VERSION,
            locale=get_language(),
            answer=answer,
            given_by=giver,
            given_at=at,
        )
        for purpose, text, answer in given_in(walk, request.kind)
    )
