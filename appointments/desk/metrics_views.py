"""How the desk does, for managers: figures over a span of days, each as a picture and as a table."""

from appointments.desk.queue_base import QueuePage


class Metrics(QueuePage):
    action = "metrics"
