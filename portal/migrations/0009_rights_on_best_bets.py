"""Editors and moderators choose what the search shows first for words that readers type."""

from django.db import migrations

GROUPS = ("Editor", "Moderator")
ACTIONS = ("add", "change", "delete", "view")


def grant(apps, schema_editor):
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="wagtailsearchpromotions", model="searchpromotion"
    )
    for name in GROUPS:
        group, _ = Group.objects.get_or_create(name=name)
        for action in ACTIONS:
            right, _ = Permission.objects.get_or_create(
                content_type=kind, codename=f"{action}_searchpromotion", defaults={"name": f"Can {action} best bets"}
            )
            group.permissions.add(right)


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0008_scans_and_team_members"),
        ("conditions", "0003_rights_of_editors"),
        ("wagtailsearchpromotions", "0008_query_verbose_name"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
