"""What a guide's overview and its chapters have in common for readers."""

from django.utils.functional import cached_property


class GuidePart:
    """A page of a guide. Its `review` is the guide."""

    def get_context(self, request, *args, **kwargs):
        from portal.views.feedback import feedback_of

        return super().get_context(request, *args, **kwargs) | {"feedback": feedback_of(self, request)}

    @cached_property
    def gathered(self) -> dict:
        """For `{% gather %}`."""
        from conditions.guide import guide_context

        return guide_context(self.review, self)
