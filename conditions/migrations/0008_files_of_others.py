"""Editors keep pictures and documents in order; those of others are deleted by moderators."""

from django.db import migrations

RIGHTS = (("wagtailimages", "image"), ("wagtaildocs", "document"))


def take_back(apps, schema_editor):
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    for group in Group.objects.filter(name="Editor"):
        for app, model in RIGHTS:
            rights = Permission.objects.filter(
                content_type__app_label=app, content_type__model=model, codename=f"delete_{model}"
            )
            group.permissions.remove(*rights)


class Migration(migrations.Migration):
    dependencies = [
        ("conditions", "0007_medical_workflow"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.RunPython(take_back, migrations.RunPython.noop),
    ]
