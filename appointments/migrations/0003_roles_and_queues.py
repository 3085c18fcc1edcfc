"""The roles as groups, and the two queues every hospital starts with."""

from django.db import migrations

ROLES = ("Editor", "Medical reviewer", "Moderator", "Scheduler", "Scheduling manager", "Auditor")
WAGTAILS_OWN = {"Editors": "Editor", "Moderators": "Moderator"}
QUEUES = (("adult", "Adults", False), ("pediatric_aya", "Children, teenagers and young adults", True))


def make(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Queue = apps.get_model("appointments", "Queue")
    Permission, ContentType = apps.get_model("auth", "Permission"), apps.get_model("contenttypes", "ContentType")
    admin, _ = ContentType.objects.get_or_create(app_label="wagtailadmin", model="admin")
    enter, _ = Permission.objects.get_or_create(
        content_type=admin, codename="access_admin", defaults={"name": "Can access Wagtail admin"}
    )
    for old, name in WAGTAILS_OWN.items():  # they keep their rights on pages and pictures
        if not Group.objects.filter(name=name).exists():
            Group.objects.filter(name=old).update(name=name)
    for name in ROLES:
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.add(enter)
    for slug, name, is_for_minors in QUEUES:
        Queue.objects.get_or_create(slug=slug, defaults={"name": name, "is_for_minors": is_for_minors})


class Migration(migrations.Migration):
    dependencies = [
        ("appointments", "0002_append_only"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailimages", "0027_image_description"),
        ("wagtaildocs", "0014_alter_document_file_size"),
    ]

    operations = [
        migrations.RunPython(make, migrations.RunPython.noop),
    ]
