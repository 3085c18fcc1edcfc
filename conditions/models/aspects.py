from django.db import models
from django.utils.translation import gettext_lazy as _


class Aspect(models.TextChoices):
    """What a chapter is about, in the order in which every guide shows them."""

    OVERVIEW = "overview", _("Overview")
    SYMPTOMS = "symptoms", _("Symptoms")
    RISK_CAUSES = "risk_causes", _("Risk and causes")
    DIAGNOSIS = "diagnosis", _("Diagnosis")
    STAGES = "stages", _("Stages")
    TREATMENT = "treatment", _("Treatment")
    OUTLOOK = "outlook", _("Outlook")
    TRIALS = "trials", _("Clinical trials")
    PREVENTION = "prevention", _("Prevention")
    LIVING_WITH = "living_with", _("Living with it")
    SUPPORT = "support", _("Support")
    QUESTIONS_TO_ASK = "questions_to_ask", _("Questions to ask")

    @property
    def rank(self) -> int:
        return list(type(self)).index(self)
