"""What reviewers and moderators fill in when they decide."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from conditions.models import ReviewRecord

CHECKLIST = {
    "correct": _("What it says is correct."),
    "current": _("It is current: nothing newer changes it."),
    "complete": _("Nothing is missing that a patient needs here."),
    "sources": _("The sources fit what they are named for."),
    "urgent": _("Urgent advice is right: when to call, and whom."),
    "plain": _("The words are plain."),
    "no_promise": _("It promises no cure."),
}
NOTE_LENGTH = ReviewRecord._meta.get_field("note").max_length
READ = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")


class ReadPages(forms.Field):
    """Page ids with the revision that was read, as “12-345”."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value):
        found = [READ.fullmatch(str(text)) for text in value or ()]
        if not all(found):
            raise forms.ValidationError(_("This form is damaged. Open the page again."))
        return {int(match[1]): int(match[2]) for match in found}


class DecisionForm(forms.Form):
    """Two ways out: sign, with every point of the checklist, or return, with a comment."""

    SIGN, RETURN = "sign", "return"

    decision = forms.ChoiceField(choices=[(SIGN, SIGN), (RETURN, RETURN)])
    seen = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    chapters = ReadPages(required=False)
    checklist = forms.MultipleChoiceField(
        label=_("Checklist"),
        choices=list(CHECKLIST.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(
        label=_("What changed"),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One plain sentence. Readers see it below the page. May be empty."),
    )
    comment = forms.CharField(
        label=_("What has to change"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The author reads this. Readers never see it."),
    )

    @property
    def is_signing(self) -> bool:
        return self.data.get("decision") == self.SIGN

    def clean_checklist(self):
        ticked = self.cleaned_data["checklist"]
        if self.is_signing and len(ticked) < len(CHECKLIST):
            raise forms.ValidationError(_("Tick every point to sign. If one is not true, return the text."))
        return ticked

    def clean_comment(self):
        comment = self.cleaned_data["comment"].strip()
        if self.data.get("decision") == self.RETURN and not comment:
            raise forms.ValidationError(_("Write what has to change. The author reads it."))
        return comment


class MinorChangeForm(forms.Form):
    seen = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why no reviewer has to read it"),
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example: “Corrected two typing errors.” It stands in the public list of reviews."),
        error_messages={"required": _("Give a reason. It stands in the public list of reviews.")},
    )
