"""What medical pages add to the shared blocks: statistics with a source, organs, support programs."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.snippets.blocks import SnippetChooserBlock

from portal.blocks import ContentBlock, PortalStructBlock, SectionBlock


class StatisticValue(blocks.StructValue):
    @property
    def icons(self) -> list[bool]:
        """One entry per person of the picture, true for those counted; empty when the figure is no share."""
        total = int(self.get("out_of") or 0)
        return [number < self["count"] for number in range(total)] if total and self.get("count") is not None else []


class StatisticBlock(PortalStructBlock):
    sentence = blocks.CharBlock(max_length=300, help_text=_("The figure as a sentence: “About 7 in 10 people …”"))
    count = blocks.IntegerBlock(required=False, min_value=0, max_value=100)
    out_of = blocks.ChoiceBlock(choices=[(10, "10"), (100, "100")], required=False, help_text=_("Drawn as icons."))
    who = blocks.CharBlock(max_length=200, help_text=_("Who was counted."))
    period = blocks.CharBlock(max_length=60)
    region = blocks.CharBlock(max_length=80)
    citation = SnippetChooserBlock("conditions.Citation")

    class Meta:
        icon = "decimal"
        value_class = StatisticValue
        group = _("Numbers")
        description = _("A figure with who was counted, when, where and the source. Every medical figure needs one.")

    def clean(self, value):
        value = super().clean(value)
        if not self.is_deferred_validation:
            count, out_of = value.get("count"), value.get("out_of")
            if bool(out_of) != (count is not None) or (out_of and count > int(out_of)):
                raise StructBlockValidationError({"count": ValidationError(_("Give both numbers, the first not above the second, or none."))})
        return value


class AnatomyBlock(PortalStructBlock):
    anatomy = SnippetChooserBlock("conditions.Anatomy")

    class Meta:
        icon = "view"
        group = _("Shared")
        description = _("The lesson on an organ, with its drawing. Edited in one place.")


class SupportBlock(PortalStructBlock):
    pages = blocks.ListBlock(blocks.PageChooserBlock("conditions.SupportPage"), min_num=1)

    class Meta:
        icon = "group"
        group = _("Shared")
        description = _("Support programs as cards.")


class MedicalContentBlock(ContentBlock):
    statistic = StatisticBlock()
    anatomy = AnatomyBlock()
    support = SupportBlock()


class MedicalSectionBlock(SectionBlock):
    content = MedicalContentBlock()

    class Meta:
        template = "portal/blocks/section_block.html"


class MedicalBodyBlock(MedicalContentBlock):
    section = MedicalSectionBlock()
