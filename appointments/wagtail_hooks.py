"""The doors of the desk in the admin."""

from django.urls import include, path
from wagtail import hooks

from appointments.models import EventKind


@hooks.register("register_admin_urls")
def desk_urls():
    return [path("appointments/", include("appointments.desk.urls"))]


@hooks.register("register_log_actions")
def name_steps(actions):
    """Each step shows in Wagtail's history under its name, with the reference and nothing else."""
    for kind in EventKind:
        actions.register_action(f"appointments.{kind}", kind.label, kind.label)
