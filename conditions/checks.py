"""What must not be true of a hospital that is open to the public."""

from django.core.checks import Error, Tags, register

from conditions.reviews import REVIEWED_TYPES


@register(Tags.database, deploy=True)
def no_example_signatures(app_configs, databases=None, **kwargs):
    """Run by `check --deploy --database default`: no live page may rest on the signature of an invented reviewer."""
    if not databases:
        return []
    return [
        Error(
            f"{count} live page(s) of the type “{model._meta.verbose_name}” are signed by an example reviewer.",
            hint="Have them reviewed by a real clinician, or unpublish them.",
            id="conditions.E001",
        )
        for model in REVIEWED_TYPES
        if (count := model.objects.live().filter(reviewed_by__is_example=True).count())
    ]
