"""What the worker does for requests again and again. Each piece finds its work in the database, so none is ever lost."""

from portal import periodic

SECONDS, MINUTE, HOUR = 1, 60, 3600


def register():
    from appointments import due_times, outbox, overdue, retention

    periodic.every(2 * SECONDS, "outbox", outbox.sweep)
    periodic.every(30 * SECONDS, "due_times", due_times.sweep)
    periodic.every(MINUTE, "deadlines", overdue.sweep)
    periodic.every(HOUR, "retention", retention.run_daily)
