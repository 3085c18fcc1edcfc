"""Answers become rows: who the patient is, who asks, how to reach them, what it is about. Written once, with the request."""

from zoneinfo import ZoneInfo

from appointments.forms import choosers
from appointments.forms.referral import WORK_UP
from appointments.forms.times import windows_of, zone_of_hospital
from appointments.models import (
    CallWindow,
    ClinicalContext,
    ContactPreference,
    CoverageNote,
    PatientSnapshot,
    Referral,
    RequesterSnapshot,
)
from appointments.models.choices import Interpreter, Person, RequestKind, Voicemail

SENDER = ("clinician_name", "role", "npi", "practice", "fax", "email", "email_ok", "office_contact")


def write(request, walk) -> None:
    if request.kind == RequestKind.REFERRAL:
        write_referral(request, walk.of("clinician"), walk.of("patient"), walk.answers)
    else:
        write_request(request, walk.answers)


def write_request(request, answers) -> None:
    is_behalf = request.kind == RequestKind.BEHALF
    calls_requester = is_behalf and answers["call_whom"] == Person.REQUESTER
    email = {"email": answers["email"]}
    PatientSnapshot.objects.create(
        request=request,
        **person(answers),
        **({} if calls_requester else phone(answers)),
        **({} if is_behalf else email),
        access_needs=answers["access_needs"],
        access_note=answers["access_note"],
        known_patient=answers["known_patient"],
    )
    if is_behalf:
        RequesterSnapshot.objects.create(
            request=request,
            name=answers["requester_name"],
            relationship=answers["relationship"],
            patient_knows=answers["patient_knows"] == "yes",
            **(phone(answers) if calls_requester else {}),
            **email,
        )
    write_contact(request, answers, Person.REQUESTER if calls_requester else Person.PATIENT)
    ClinicalContext.objects.create(
        request=request,
        reason=answers["reason"],
        condition=answers["condition_page"],
        condition_label=answers["condition"],
        own_words=answers["own_words"],
        **choosers.as_columns(answers),
    )
    write_coverage(request, answers)


def write_referral(request, sender, patient, answers) -> None:
    PatientSnapshot.objects.create(request=request, **person(patient), **phone(patient))
    ContactPreference.objects.create(request=request, time_zone=zone_of_hospital().key)
    ClinicalContext.objects.create(
        request=request,
        condition=answers["condition_page"],
        condition_label=answers["condition"],
        **choosers.as_columns(answers),
    )
    write_coverage(request, patient)
    Referral.objects.create(
        request=request,
        **{name: sender[name] for name in SENDER},
        **phone(sender),
        urgency=answers["urgency"],
        urgency_reason=answers["urgency_reason"],
        suspicion=answers["condition"],
        question=answers["question"],
        summary=answers["summary"],
        work_up={name: answers[name] for name in WORK_UP if answers[name]},
        patient_informed=patient["patient_informed"],
        mrn=patient["mrn"],
        records_route=answers["records_route"],
        reply_by=request.promised_by,
    )


def phone(answers) -> dict:
    return {
        "phone_raw": answers["phone"],
        "phone_e164": answers["phone_e164"],
        "phone_ext": answers["phone_ext"],
    }


def person(answers) -> dict:
    return names(answers) | {
        "preferred_language": answers["preferred_language"],
        "interpreter": answers["interpreter"] or Interpreter.NONE,
    }


def names(answers) -> dict:
    return {
        "given_name": answers["given_name"],
        "family_name": answers["family_name"],
        "single_name": answers["single_name"],
        "name_to_use": answers.get("name_to_use", ""),
        "birth_date": answers["birth_date"],
    }


def write_contact(request, answers, whom) -> None:
    contact = ContactPreference.objects.create(
        request=request,
        call_whom=whom,
        time_zone=answers["time_zone"],
        voicemail=answers["voicemail"] or Voicemail.NONE,
        sms_ok=answers["sms_ok"],
        email_ok=answers["email_ok"],
    )
    windows = windows_of(answers["call_days"], answers["call_windows"], ZoneInfo(answers["time_zone"]))
    CallWindow.objects.bulk_create(
        CallWindow(contact=contact, weekday=day, starts=starts, ends=ends) for day, starts, ends in windows
    )


def write_coverage(request, answers) -> None:
    status, payer = answers.get("coverage_status", ""), answers["payer_name"]
    if status or payer:
        CoverageNote.objects.create(request=request, status=status, payer_name=payer)
