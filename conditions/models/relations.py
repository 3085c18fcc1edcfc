"""How guides and treatments are tied together: each fact stored once, shown from both ends."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, PageChooserPanel
from wagtail.models import Orderable


class NameKind(models.TextChoices):
    SYNONYM = "synonym", _("Other name")
    ABBREVIATION = "abbreviation", _("Abbreviation")
    LAY = "lay", _("Everyday name")
    MISSPELLING = "misspelling", _("Frequent misspelling")
    FORMER = "former", _("Former name")


class AlternateName(Orderable):
    """Another name of a condition: it feeds search, the A to Z and structured data. Misspellings are never shown."""

    page = ParentalKey("conditions.ConditionPage", on_delete=models.CASCADE, related_name="other_names")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=NameKind, default=NameKind.SYNONYM)

    panels = [FieldRowPanel([FieldPanel("name"), FieldPanel("kind")])]

    def __str__(self):
        return self.name


class RelationKind(models.TextChoices):
    SPREADS_FROM = "spreads_from", _("can start in (spread from)")
    CONFUSED_WITH = "confused_with", _("is easily confused with")
    SUBTYPE_OF = "subtype_of", _("is a type of")
    RISK_FACTOR_FOR = "risk_factor_for", _("raises the risk of")
    COMPLICATION_OF = "complication_of", _("is a complication of")


class Frequency(models.TextChoices):
    COMMON = "common", _("Most often")
    LESS_COMMON = "less_common", _("Less often")
    RARE = "rare", _("Rarely")


class ConditionRelation(Orderable):
    """`page` … `target`: liver metastases can start in colon cancer. Enter it on one of the two pages only."""

    page = ParentalKey("conditions.ConditionPage", on_delete=models.CASCADE, related_name="relations")
    target = models.ForeignKey(
        "conditions.ConditionPage", on_delete=models.PROTECT, related_name="relations_from_others"
    )
    kind = models.CharField(max_length=20, choices=RelationKind)
    frequency = models.CharField(
        max_length=12, choices=Frequency, blank=True, help_text=_("Only for “can start in”: how often.")
    )
    note = models.CharField(
        max_length=200,
        blank=True,
        help_text=_(
            "For “confused with”: the question readers see, such as “Looking for cancer that starts in the liver?”"
        ),
    )

    is_checked_with_other_rows = False  # by `clashes`, which the form asks; the constraints know stored rows only

    panels = [
        FieldRowPanel([FieldPanel("kind"), PageChooserPanel("target"), FieldPanel("frequency")]),
        FieldPanel("note"),
    ]

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(
                Least("page_id", "target_id"),
                Greatest("page_id", "target_id"),
                "kind",
                name="relation_stored_once",
                violation_error_message=_(
                    "These two pages already have this relation. It is stored once and shown on both."
                ),
            ),
            models.CheckConstraint(
                condition=~models.Q(page=models.F("target")),
                name="relation_not_to_itself",
                violation_error_message=_("A condition cannot be related to itself."),
            ),
        ]

    def __str__(self):
        return f"{self.page} {self.get_kind_display()} {self.target}"

    def validate_constraints(self, exclude=None):
        if not self.is_checked_with_other_rows:
            super().validate_constraints(exclude)

    def clean(self):
        super().clean()
        if self.frequency and self.kind != RelationKind.SPREADS_FROM:
            raise ValidationError({"frequency": _("How often is only asked for “can start in”.")})
        if self.kind == RelationKind.SPREADS_FROM and not self.frequency:
            raise ValidationError({"frequency": _("Say how often: most often, less often or rarely.")})


def clashes(page, rows):
    """What the database would refuse, in words: (row number, reason) for rows of (target id, kind) on this page."""
    pairs = ConditionRelation.objects.filter(target=page.pk).values_list("page_id", "kind") if page.pk else ()
    stored_on_the_other_page, seen = set(pairs), set()
    for number, row in enumerate(rows):
        if None in row or "" in row:
            continue
        if row[0] == page.pk:
            yield number, _("A condition cannot be related to itself.")
        elif row in seen:
            yield number, _("This relation is entered twice. Delete one of the two rows.")
        elif row in stored_on_the_other_page:
            yield number, _("The other page has this relation already. It is stored once and shown on both.")
        seen.add(row)


class TreatmentRole(models.TextChoices):
    TREATED_BY = "treated_by", _("Treated by")
    DIAGNOSED_BY = "diagnosed_by", _("Diagnosed by")


class ConditionTreatment(Orderable):
    """A treatment or test that belongs to a condition; the treatment's page lists its conditions by itself."""

    page = ParentalKey("conditions.ConditionPage", on_delete=models.CASCADE, related_name="condition_treatments")
    treatment = models.ForeignKey("conditions.TreatmentPage", on_delete=models.PROTECT, related_name="condition_uses")
    role = models.CharField(max_length=12, choices=TreatmentRole)

    panels = [FieldRowPanel([FieldPanel("role"), PageChooserPanel("treatment")])]

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["page", "treatment", "role"],
                name="treatment_listed_once",
                violation_error_message=_("This treatment or test is already listed for this condition."),
            )
        ]

    def __str__(self):
        return f"{self.page}: {self.treatment}"
