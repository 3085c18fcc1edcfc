from conditions.models.anatomy import Anatomy
from conditions.models.citations import Citation
from conditions.models.glossary import GlossaryTerm
from conditions.models.pages import ChapterPage, ConditionIndexPage, ConditionPage
from conditions.models.questions import QuestionPrompt
from conditions.models.relations import AlternateName, ConditionRelation, ConditionTreatment
from conditions.models.reviews import Reviewer, ReviewRecord
from conditions.models.settings import EditorialSettings
from conditions.models.support import SupportIndexPage, SupportPage
from conditions.models.treating import TreatedCondition
from conditions.models.treatments import TreatmentIndexPage, TreatmentPage
from conditions.models.workflow import MedicalReviewTask

__all__ = [
    "AlternateName",
    "Anatomy",
    "ChapterPage",
    "Citation",
    "ConditionIndexPage",
    "ConditionPage",
    "ConditionRelation",
    "ConditionTreatment",
    "EditorialSettings",
    "GlossaryTerm",
    "MedicalReviewTask",
    "QuestionPrompt",
    "ReviewRecord",
    "Reviewer",
    "SupportIndexPage",
    "SupportPage",
    "TreatedCondition",
    "TreatmentIndexPage",
    "TreatmentPage",
]
