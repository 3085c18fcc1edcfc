"""Public addresses. They hold the random id of a draft and the name of a page, never a reference or an illness."""

from django.urls import path

from appointments.views import entry, pages, send, stop

app_name = "appointments"

REQUEST, REFERRAL = {"form": "request"}, {"form": "referral"}

urlpatterns = [
    path("request/", entry.request_call, name="request"),
    path("request/start/", entry.start, REQUEST, name="request_start"),
    path("request/sent/", send.sent_page, REQUEST, name="request_sent"),
    path("request/stop/", stop.patient_does_not_know, name="stop"),
    path("request/<uuid:draft_id>/<slug:slug>/", pages.form_page, REQUEST, name="request_page"),
    path("refer/", entry.refer_patient, name="refer"),
    path("refer/start/", entry.start, REFERRAL, name="referral_start"),
    path("refer/sent/", send.sent_page, REFERRAL, name="referral_sent"),
    path("refer/emergency/", stop.oncologic_emergency, name="emergency"),
    path("refer/<uuid:draft_id>/<slug:slug>/", pages.form_page, REFERRAL, name="referral_page"),
]
