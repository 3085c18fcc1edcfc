"""Requests for appointments, as nouns: what was asked, who did what, what still has to be sent."""

from appointments.models.audit import (
    AccessAction,
    AccessLogEntry,
    BreakGlass,
    ConsentPurpose,
    ConsentRecord,
    CorrectedValue,
    EventKind,
    RequestEvent,
)
from appointments.models.clinical import ClinicalContext, DeclineProposal, Referral
from appointments.models.drafts import FormCount, RequestDraft, RetentionRun, SavedView
from appointments.models.outbox import MessageKind, MessageStatus, OutboxMessage, Recipient
from appointments.models.people import (
    CallWindow,
    ContactPreference,
    CoverageNote,
    MatchKey,
    PatientSnapshot,
    RequesterSnapshot,
)
from appointments.models.requests import AppointmentRequest, Queue
from appointments.models.settings import AppointmentSettings, SlaPolicy
from appointments.models.work import (
    ChecklistItem,
    ContactAttempt,
    DuplicateCandidate,
    InternalNote,
    NoteDraft,
    Visit,
)

__all__ = [
    "AccessAction",
    "AccessLogEntry",
    "AppointmentRequest",
    "AppointmentSettings",
    "BreakGlass",
    "CallWindow",
    "ChecklistItem",
    "ClinicalContext",
    "ConsentPurpose",
    "ConsentRecord",
    "ContactAttempt",
    "ContactPreference",
    "CorrectedValue",
    "CoverageNote",
    "DeclineProposal",
    "DuplicateCandidate",
    "EventKind",
    "FormCount",
    "InternalNote",
    "MatchKey",
    "MessageKind",
    "MessageStatus",
    "NoteDraft",
    "OutboxMessage",
    "PatientSnapshot",
    "Queue",
    "Recipient",
    "Referral",
    "RequestDraft",
    "RequestEvent",
    "RequesterSnapshot",
    "RetentionRun",
    "SavedView",
    "SlaPolicy",
    "Visit",
]
