"""Editors and moderators begin translations, and say what the words of menus and footer are in other languages."""

from django.db import migrations

GROUPS = ("Editor", "Moderator")
RIGHTS = {
    ("simple_translation", "simpletranslation"): ["submit_translation"],
    ("portal", "wording"): [f"{action}_wording" for action in ("add", "change", "delete", "view")],
}


def grant(apps, schema_editor):
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    for (app, model), names in RIGHTS.items():
        kind, _ = ContentType.objects.get_or_create(app_label=app, model=model)
        for name in names:
            words = {"name": f"Can {name.replace('_', ' ')}"}
            right, _ = Permission.objects.get_or_create(content_type=kind, codename=name, defaults=words)
            for group in GROUPS:
                Group.objects.get_or_create(name=group)[0].permissions.add(right)


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0010_wording"),
        ("conditions", "0003_rights_of_editors"),
        ("simple_translation", "0001_initial"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
