"""The workflow of medical content: moderators check, then a medical reviewer signs. What is there already is kept."""

from django.db import migrations

NAME, CHECK, REVIEW = "Medical content", "Editorial check", "Medical review"


def task(apps, app, model, name, group):
    """A task of this kind for this group, and its content type, which plain models of a migration do not set."""
    kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label=app, model=model)
    found, _ = apps.get_model(app, model).objects.get_or_create(name=name, defaults={"content_type": kind})
    found.groups.add(apps.get_model("auth", "Group").objects.get_or_create(name=group)[0])
    return found


def make(apps, schema_editor):
    Workflow = apps.get_model("wagtailcore", "Workflow")
    WorkflowTask = apps.get_model("wagtailcore", "WorkflowTask")
    if apps.get_model("conditions", "MedicalReviewTask").objects.exists():
        return
    steps = [
        task(apps, "wagtailcore", "groupapprovaltask", CHECK, "Moderator"),
        task(apps, "conditions", "medicalreviewtask", REVIEW, "Medical reviewer"),
    ]
    workflow = Workflow.objects.create(name=NAME)
    for number, step in enumerate(steps):
        WorkflowTask.objects.create(workflow=workflow, task_id=step.pk, sort_order=number)


class Migration(migrations.Migration):
    dependencies = [
        ("conditions", "0006_medical_review_task"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.RunPython(make, migrations.RunPython.noop),
    ]
