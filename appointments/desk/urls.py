"""Addresses of the desk, under /admin/appointments/."""

from appointments.desk.base import desk_path  # noqa: F401

app_name = "appointments_desk"

urlpatterns = []
