"""What a guide's overview and its chapters have in common for readers."""

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

WHOLE_GUIDE = "whole"


class GuidePart:
    """A page of a guide. Its `review` is the guide."""

    preview_modes = [("", _("This page")), (WHOLE_GUIDE, _("Whole guide"))]

    def serve_preview(self, request, mode_name):
        """The whole guide shows the newest texts of all its pages, this one as it is in the editor."""
        if mode_name != WHOLE_GUIDE:
            return super().serve_preview(request, mode_name)
        from conditions.guide import whole_guide_draft

        guide, context = whole_guide_draft(self)
        return guide.render(request, template="conditions/whole_guide.html", context_overrides=context)

    def get_context(self, request, *args, **kwargs):
        from portal.views.feedback import feedback_of

        return super().get_context(request, *args, **kwargs) | {"feedback": feedback_of(self, request)}

    @cached_property
    def gathered(self) -> dict:
        """For `{% gather %}`."""
        from conditions.guide import guide_context

        return guide_context(self.review, self)
