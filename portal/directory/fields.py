"""Several codes of one list in one column, ticked in forms."""

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _


class CodesField(ArrayField):
    """Codes of a TextChoices, each at most once and in its order. Migrations know nothing of the choices."""

    def __init__(self, codes=None, **options):
        self.codes = codes
        options = {"base_field": models.CharField(max_length=40), "default": list, "blank": True} | options
        super().__init__(**options)

    def deconstruct(self):
        name, _path, args, options = super().deconstruct()
        return name, "django.contrib.postgres.fields.ArrayField", args, options

    def validate(self, value, model_instance):
        super().validate(value, model_instance)
        for code in value or ():
            if code not in self.codes.values:
                raise ValidationError(_("“%(code)s” is not one of the choices."), params={"code": code})

    def clean(self, value, model_instance):
        value = super().clean(value, model_instance)
        return [code for code in self.codes.values if code in value]

    def formfield(self, **options):
        return forms.MultipleChoiceField(
            choices=self.codes.choices,
            label=options.get("label", capfirst(self.verbose_name)),
            help_text=options.get("help_text", self.help_text),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
