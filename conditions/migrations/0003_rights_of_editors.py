"""What editors, moderators and reviewers may do besides pages: words, sources, pictures, notices."""

from django.db import migrations

ALL = ("add", "change", "delete", "view")
DRAFT = ("add", "change", "view")
READ = ("view",)
RIGHTS = {
    "Editor": {
        ("conditions", "glossaryterm"): DRAFT,
        ("conditions", "citation"): DRAFT,
        ("conditions", "anatomy"): DRAFT,
        ("conditions", "questionprompt"): DRAFT,
        ("portal", "searchsynonym"): ALL,
        ("portal", "contactpoint"): READ,
        ("portal", "team"): READ,
        ("portal", "alert"): READ,
    },
    "Moderator": {
        ("conditions", "glossaryterm"): (*ALL, "publish"),
        ("conditions", "citation"): ALL,
        ("conditions", "anatomy"): ALL,
        ("conditions", "questionprompt"): ALL,
        ("conditions", "reviewer"): READ,
        ("conditions", "reviewrecord"): READ,
        ("portal", "searchsynonym"): ALL,
        ("portal", "contactpoint"): DRAFT,
        ("portal", "team"): DRAFT,
        ("portal", "alert"): ALL,
        ("portal", "openingcalendar"): READ,
        ("portal", "closedday"): READ,
        ("portal", "specialhours"): READ,
        ("wagtailredirects", "redirect"): READ,
        ("wagtailimages", "image"): ("delete",),
        ("wagtaildocs", "document"): ("delete",),
    },
    "Medical reviewer": {
        ("conditions", "glossaryterm"): READ,
        ("conditions", "citation"): READ,
        ("conditions", "anatomy"): READ,
        ("conditions", "questionprompt"): READ,
        ("conditions", "reviewrecord"): READ,
    },
}
WAGTAILS_NAMES = {"Editor": "Editors", "Moderator": "Moderators"}


def role(Group, name):
    """The group; Wagtail's own of that kind gets the name and keeps its rights on pages and pictures."""
    group = Group.objects.filter(name=name).first() or Group.objects.filter(name=WAGTAILS_NAMES.get(name)).first()
    if group is None:
        return Group.objects.create(name=name)
    if group.name != name:
        group.name = name
        group.save()
    return group


def grant(apps, schema_editor):
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    for name, rights in RIGHTS.items():
        group = role(Group, name)
        for (app, model), actions in rights.items():
            kind, _ = ContentType.objects.get_or_create(app_label=app, model=model)
            for action in actions:
                right, _ = Permission.objects.get_or_create(
                    content_type=kind, codename=f"{action}_{model}", defaults={"name": f"Can {action} {model}"}
                )
                group.permissions.add(right)


class Migration(migrations.Migration):
    dependencies = [
        ("conditions", "0002_initial"),
        ("portal", "0007_search_words"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailimages", "0027_image_description"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
    ]

    operations = [
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
