"""What medical pages add to the shared blocks: statistics with a source, organs, support programs."""

from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.snippets.blocks import SnippetChooserBlock

from portal.block_base import PortalStructBlock, first_id
from portal.blocks import ContentBlock, SectionBlock


class StatisticValue(blocks.StructValue):
    @property
    def icons(self) -> SafeString:
        """A mark per person of the picture, filled for those counted; empty when the figure is no share."""
        total, count = int(self.get("out_of") or 0), self.get("count")
        if not total or count is None:
            return mark_safe("")
        return mark_safe('<span class="is-filled"></span>' * min(count, total) + "<span></span>" * (total - count))


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

    def get_preview_value(self):
        figure = {"sentence": "About 7 in 10 people go home on the same day.", "count": 7, "out_of": "10"}
        about = {"who": "People who had this test", "period": "2020 to 2025", "region": "United States"}
        return self.to_python(figure | about | {"citation": first_id("conditions.Citation")})

    def clean(self, value):
        value = super().clean(value)
        if not self.is_deferred_validation:
            count, out_of = value.get("count"), value.get("out_of")
            if bool(out_of) != (count is not None) or (out_of and count > int(out_of)):
                raise StructBlockValidationError(
                    {"count": ValidationError(_("Give both numbers, the first not above the second, or none."))}
                )
        return value


class AnatomyBlock(PortalStructBlock):
    shows = "conditions.Anatomy"

    anatomy = SnippetChooserBlock("conditions.Anatomy")

    class Meta:
        icon = "view"
        group = _("Shared")
        description = _("The lesson on an organ, with its drawing. Edited in one place.")

    def get_preview_value(self):
        return self.to_python({"anatomy": first_id(self.shows)})


class SupportBlock(PortalStructBlock):
    shows = "conditions.SupportPage"

    pages = blocks.ListBlock(blocks.PageChooserBlock("conditions.SupportPage"), min_num=1)

    class Meta:
        icon = "group"
        group = _("Shared")
        description = _("Support programs as cards.")

    def get_preview_value(self):
        return self.to_python({"pages": [first_id(self.shows, live=True)]})


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
