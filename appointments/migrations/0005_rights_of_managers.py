"""Scheduling managers keep the rules of their own work: hours, closed days, queues, how soon to call, settings."""

from django.db import migrations

RIGHTS = {
    ("appointments", "appointmentsettings"): ("change",),
    ("appointments", "queue"): ("add", "change", "view"),
    ("appointments", "slapolicy"): ("add", "change", "delete", "view"),
    ("portal", "openingcalendar"): ("add", "change", "view"),
    ("portal", "closedday"): ("add", "change", "delete", "view"),
    ("portal", "specialhours"): ("add", "change", "delete", "view"),
}


def grant(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission, ContentType = apps.get_model("auth", "Permission"), apps.get_model("contenttypes", "ContentType")
    group, _ = Group.objects.get_or_create(name="Scheduling manager")
    for (app, model), actions in RIGHTS.items():
        kind, _ = ContentType.objects.get_or_create(app_label=app, model=model)
        for action in actions:
            right, _ = Permission.objects.get_or_create(
                content_type=kind, codename=f"{action}_{model}", defaults={"name": f"Can {action} {model}"}
            )
            group.permissions.add(right)


class Migration(migrations.Migration):
    dependencies = [
        ("appointments", "0004_outbox_and_retention"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
