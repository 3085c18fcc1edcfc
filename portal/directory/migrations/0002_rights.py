"""Editors and moderators look after the directory. Nobody deletes: entries retire."""

from django.db import migrations

GROUPS = ("Editor", "Editors", "Moderator", "Moderators")  # the second of each pair until it is renamed
MODELS = ("doctor", "location")
ACTIONS = ("add", "change", "view")


def grant(apps, schema_editor):
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    groups = list(Group.objects.filter(name__in=GROUPS))
    for model in MODELS:
        kind, _ = ContentType.objects.get_or_create(app_label="directory", model=model)
        for action in ACTIONS:
            right, _ = Permission.objects.get_or_create(
                content_type=kind, codename=f"{action}_{model}", defaults={"name": f"Can {action} {model}"}
            )
            for group in groups:
                group.permissions.add(right)


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0002_initial_data"),
    ]

    operations = [
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
