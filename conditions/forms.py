"""The editor's forms of medical pages: a clear answer at the right field, before a model or the database refuses."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.forms.pages import CopyForm, WagtailAdminPageForm

from conditions.models.relations import clashes

RESERVED_SLUG = "all"


def reserved_slug_message():
    return _("“all” is the address of the whole guide. Choose another one.")


class PublishGateForm(WagtailAdminPageForm):
    """Layer 1: a friendly answer when somebody publishes or schedules what nobody signed. Drafts and autosave pass."""

    @property
    def is_publishing(self) -> bool:
        return "action-publish" in self.data

    def _post_clean(self):  # in clean() the page still holds its old values
        super()._post_clean()
        if not self.is_publishing:
            return
        if "citations" in self.cleaned_data:  # the page gets them only when the form is saved
            self.instance.citations = self.cleaned_data["citations"]
        for field, reason in self.blockers().items():
            if not self.has_error(field):
                self.add_error(field if field in self.fields else None, reason)

    def blockers(self) -> dict:
        return self.instance.publish_blockers()


class GuideForm(PublishGateForm):
    """Also checks the rows of relations together: one may repeat another, or take the place of one deleted here."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for row in getattr(self.formsets.get("relations"), "forms", ()):
            row.instance.is_checked_with_other_rows = True

    def blockers(self):
        return {field: reason for field, reason in super().blockers().items() if field != "relations"}

    def is_valid(self):
        valid = super().is_valid()
        if not self.is_bound:  # previews of posts that were never valid end up here
            return valid
        return self._relations_are_sound() and valid

    def _relations_are_sound(self) -> bool:
        formset = self.formsets.get("relations")
        if formset is None:
            return True
        rows = [
            row for row in formset.forms if row not in formset.deleted_forms and not row.errors and row.cleaned_data
        ]
        for number, reason in clashes(self.instance, [self._target_and_kind(row) for row in rows]):
            rows[number].add_error("target", reason)
        for row in rows:
            target = row.cleaned_data.get("target")
            if self.is_publishing and target and not target.live:
                row.add_error(
                    "target",
                    _("“%(title)s” is not published. Publish it first, or take it out here.") % {"title": target},
                )
        return formset.is_valid()

    @staticmethod
    def _target_and_kind(row):
        target = row.cleaned_data.get("target")
        return target and target.pk, row.cleaned_data.get("kind")


class ChapterForm(PublishGateForm):
    def _post_clean(self):
        if self.parent_page:  # a new chapter has no place in the tree yet, and asks its guide all the same
            self.instance.__dict__["guide"] = self.parent_page.specific
        super()._post_clean()


class DraftCopyForm(CopyForm):
    """Copies of reviewed pages start as drafts, because nobody has signed them."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("publish_copies", None)

    def clean_new_slug(self):
        slug = self.cleaned_data["new_slug"]
        if slug == RESERVED_SLUG:
            raise ValidationError(reserved_slug_message())
        return slug


class ChapterCopyForm(DraftCopyForm):
    def clean(self):
        cleaned = super().clean()
        guide = cleaned.get("new_parent_page")
        if guide and not self.has_error("new_parent_page"):
            chapter = self.page.specific
            for reason in chapter.reasons_against(guide.specific, live=bool(cleaned.get("alias"))):
                self.add_error("new_parent_page", reason)
        return cleaned
