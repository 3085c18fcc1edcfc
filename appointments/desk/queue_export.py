"""Files of the list: for managers, with a reason, a row in the log, and no names unless asked for."""

from appointments.desk.queue_base import QueuePage


class Export(QueuePage):
    action = "export"
