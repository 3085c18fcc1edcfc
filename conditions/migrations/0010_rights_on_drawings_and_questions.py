"""Drawings and questions to ask have no draft: what is saved stands on signed live pages at once. Editors only read them."""

from django.db import migrations

MODELS = ("anatomy", "questionprompt")


def take_back(apps, schema_editor):
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    rights = Permission.objects.filter(
        content_type__app_label="conditions",
        codename__in=[f"{action}_{model}" for action in ("add", "change", "delete") for model in MODELS],
    )
    for group in Group.objects.filter(name="Editor"):
        group.permissions.remove(*rights)


class Migration(migrations.Migration):
    dependencies = [("conditions", "0009_lists_of_words")]

    operations = [migrations.RunPython(take_back, migrations.RunPython.noop)]
