"""`{% appointment_alarms %}`: what staff must see at the head of their pages."""

from django import template

from appointments.alarms import alarms

register = template.Library()


@register.inclusion_tag("appointments/admin/alarms.html")
def appointment_alarms():
    return {"alarms": alarms()}
