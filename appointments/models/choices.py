"""The words of the domain: kinds, statuses, reasons, outcomes. What is stored is the code, what people read the label."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RequestKind(TextChoices):
    SELF = "self", _("For myself")
    BEHALF = "behalf", _("For someone else")
    REFERRAL = "referral", _("Referral")


class Channel(TextChoices):
    WEB = "web", _("Website")
    PHONE = "phone", _("Phone")
    FAX = "fax", _("Fax")
    IN_PERSON = "in_person", _("In person")


class Priority(TextChoices):
    """FHIR request-priority."""

    ROUTINE = "routine", _("Routine")
    URGENT = "urgent", _("Urgent")
    ASAP = "asap", _("As soon as possible")
    STAT = "stat", _("Immediate")

    @property
    def rank(self) -> int:
        return list(Priority).index(self)


class RequestStatus(TextChoices):
    NEW = "new", _("New")
    HELD = "held", _("Held")
    IN_REVIEW = "in_review", _("In review")
    CONTACTING = "contacting", _("Contacting")
    WAITING = "waiting", _("Waiting")
    SCHEDULED = "scheduled", _("Scheduled")
    CLOSED = "closed", _("Closed")
    ENTERED_IN_ERROR = "entered_in_error", _("Entered in error")


OPEN_STATUSES = (
    RequestStatus.NEW,
    RequestStatus.IN_REVIEW,
    RequestStatus.CONTACTING,
    RequestStatus.WAITING,
    RequestStatus.SCHEDULED,
)


class WaitReason(TextChoices):
    PATIENT = "patient", _("Patient calls back")
    REFERRER = "referrer", _("Referring doctor")
    RECORDS = "records", _("Medical records")
    INSURANCE = "insurance", _("Insurance")
    CLINICAL_REVIEW = "clinical_review", _("Clinical review")
    SLOT = "slot", _("Free appointment")  # the hospital's own delay: the clock does not stop for it


class CloseReason(TextChoices):
    COMPLETED = "completed", _("Visit took place")
    NO_SHOW = "no_show", _("Did not come")
    CANCELLED = "cancelled", _("Visit cancelled")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    NOT_ELIGIBLE = "not_eligible", _("Not eligible")
    REDIRECTED = "redirected", _("Redirected")
    RETURNED_WITH_ADVICE = "returned_with_advice", _("Returned with advice")
    UNABLE_TO_REACH = "unable_to_reach", _("Could not be reached")
    DUPLICATE = "duplicate", _("Duplicate")
    SPAM = "spam", _("Spam")


VISIT_OUTCOMES = (CloseReason.COMPLETED, CloseReason.NO_SHOW, CloseReason.CANCELLED)
DECLINE_REASONS = (CloseReason.NOT_ELIGIBLE, CloseReason.REDIRECTED, CloseReason.RETURNED_WITH_ADVICE)


class AttemptOutcome(TextChoices):
    REACHED_PATIENT = "reached_patient", _("Reached the patient")
    REACHED_REQUESTER = "reached_requester", _("Reached the person who asked")
    VOICEMAIL = "voicemail", _("Left a message")
    NO_ANSWER = "no_answer", _("No answer")
    BUSY = "busy", _("Busy")
    WRONG_NUMBER = "wrong_number", _("Wrong number")
    CALL_BACK_AT = "call_back_at", _("Call back at a set time")
    REFUSED = "refused", _("Does not want a call")


REACHED = (
    AttemptOutcome.REACHED_PATIENT,
    AttemptOutcome.REACHED_REQUESTER,
    AttemptOutcome.CALL_BACK_AT,
    AttemptOutcome.REFUSED,
)


class AttemptChannel(TextChoices):
    PHONE = "phone", _("Phone")
    SMS = "sms", _("Text message")
    EMAIL = "email", _("E-mail")
    LETTER = "letter", _("Letter")


class Person(TextChoices):
    PATIENT = "patient", _("Patient")
    REQUESTER = "requester", _("Person who asked")
    REFERRER = "referrer", _("Referring clinician")


class Relationship(TextChoices):
    """HL7 v3-RoleCode: what the requester is to the patient."""

    SPOUSE = "SPS", _("Husband or wife")
    PARTNER = "DOMPART", _("Partner")
    CHILD = "CHILD", _("Son or daughter")
    PARENT = "PRN", _("Parent")
    GUARDIAN = "GUARD", _("Guardian")
    SIBLING = "SIB", _("Brother or sister")
    FRIEND = "FRND", _("Friend")
    RELATIVE = "FAMMEMB", _("Other relative")
    PROXY = "HPOWATT", _("Health care proxy")


class Interpreter(TextChoices):
    NONE = "none", _("No")
    SPOKEN = "spoken", _("Yes, spoken")
    SIGN = "sign", _("Yes, sign language")


class YesNoUnsure(TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNSURE = "unsure", _("Not sure")


class AccessNeed(TextChoices):
    HEARING = "hearing", _("Hearing")
    SIGHT = "sight", _("Sight")
    MOBILITY = "mobility", _("Moving around")
    OTHER = "other", _("Something else")


class Voicemail(TextChoices):
    NONE = "none", _("No message")
    NAME_AND_NUMBER = "name_and_number", _("Only name and number")
    DETAILS = "details", _("You may say what it is about")


class VisitReason(TextChoices):
    NEW_DIAGNOSIS = "new_diagnosis", _("A new diagnosis")
    SUSPECTED = "suspected", _("A suspicion of cancer")
    SECOND_OPINION = "second_opinion", _("A second opinion")
    RECURRENCE = "recurrence", _("The cancer has come back")
    TREATMENT = "treatment", _("Treatment")
    SURVIVORSHIP = "survivorship", _("Care after treatment")
    GENETICS_SCREENING = "genetics_screening", _("Genetic advice or screening")
    TRIAL = "trial", _("A clinical trial")
    NOT_SURE = "not_sure", _("I am not sure")


class CoverageStatus(TextChoices):
    INSURED = "insured", _("Yes")
    UNINSURED = "uninsured", _("No")
    UNSURE = "unsure", _("Not sure")
    SAY_ON_CALL = "say_on_call", _("I will say on the call")


class ReferralUrgency(TextChoices):
    ROUTINE = "routine", _("Routine")
    SOON = "soon", _("Soon, within 7 days")
    URGENT = "urgent", _("Urgent, within 48 hours")


class ReferralQuestion(TextChoices):
    CONSULT = "consult", _("Consultation")
    TRANSFER = "transfer", _("Transfer of care")
    SECOND_OPINION = "second_opinion", _("Second opinion")
    TRIAL = "trial", _("Clinical trial")
    GENETICS = "genetics", _("Genetic counseling")


class PatientInformed(TextChoices):
    YES = "yes", _("Told the diagnosis and about the referral")
    REFERRAL_ONLY = "referral_only", _("Told only about the referral")
    NO = "no", _("Not told")


class WorkUpState(TextChoices):
    DONE = "done", _("Done")
    SCHEDULED = "scheduled", _("Scheduled")
    NOT_DONE = "not_done", _("Not done")


class RecordsRoute(TextChoices):
    FAX = "fax", _("By fax, with our cover sheet")
    PORTAL = "portal", _("Through your records portal")
    WE_REQUEST = "we_request", _("You request them")


class Modality(TextChoices):
    IN_PERSON = "in_person", _("In person")
    VIDEO = "video", _("Video")
    PHONE = "phone", _("Phone")


class ChecklistKind(TextChoices):
    RECORDS = "records", _("Medical records")
    INSURANCE = "insurance", _("Insurance")
    IMAGING = "imaging", _("Imaging")
    PATHOLOGY = "pathology", _("Pathology")
    INTERPRETER = "interpreter", _("Interpreter")


class DuplicateLevel(TextChoices):
    STRONG = "strong", _("Strong")
    PROBABLE = "probable", _("Probable")
    WEAK = "weak", _("Weak")


class DuplicateDecision(TextChoices):
    OPEN = "open", _("Not decided")
    MERGED = "merged", _("Merged")
    DIFFERENT_PEOPLE = "different_people", _("Different people")
    OTHER_NEED = "other_need", _("Same person, other need")
