"""Addresses of one request at the desk."""

from appointments.desk.base import desk_path
from appointments.desk.detail import DetailView, NextView
from appointments.desk.detail_break_glass import BreakGlassView
from appointments.desk.detail_drafts import SaveDraftView
from appointments.desk.detail_duplicates import CompareView
from appointments.desk.detail_hold import FindHoldView, LegalHoldView
from appointments.desk.detail_intake import ReferralIntake, RequestIntake
from appointments.desk.detail_presence import PresenceView
from appointments.desk.detail_steps import STEP_VIEWS
from appointments.desk.detail_visits import VisitFileView

urlpatterns = [
    desk_path("next/", NextView, "next"),
    desk_path("take/", RequestIntake, "intake"),
    desk_path("take/referral/", ReferralIntake, "intake_referral"),
    desk_path("legal-hold/", FindHoldView, "legal_hold"),
    desk_path("emergency/", BreakGlassView, "break_glass"),
    desk_path("<uuid:pk>/", DetailView, "detail"),
    desk_path("<uuid:pk>/compare/<uuid:other>/", CompareView, "compare"),
    desk_path("<uuid:pk>/draft/", SaveDraftView, "draft"),
    desk_path("<uuid:pk>/presence/", PresenceView, "presence"),
    desk_path("<uuid:pk>/visits/<int:visit>.ics", VisitFileView, "visit_file"),
    desk_path("<uuid:pk>/set_legal_hold/", LegalHoldView, "set_legal_hold"),
    *(desk_path(f"<uuid:pk>/{verb}/", view, verb) for verb, view in STEP_VIEWS.items()),
]
