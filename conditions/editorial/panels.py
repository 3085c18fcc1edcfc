"""What page types put into their forms. Loaded by the models, so it knows them only when it is drawn."""

from django import forms
from wagtail.admin.panels import Panel

REVIEW_CSS = forms.Media(css={"all": ["css/admin/review.css"]})


class ReviewStatePanel(Panel):
    """Above the fields of a medical page: where its text stands in review. A new page has nothing to tell."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "conditions/editorial/state_panel.html"

        @property
        def media(self):
            return REVIEW_CSS

        def is_shown(self):
            return bool(self.instance.pk)

        def get_context_data(self, parent_context=None):
            from conditions.editorial.state import standing_of

            standing = standing_of(self.instance, self.request.user)
            return super().get_context_data(parent_context) | {"standing": standing}
