"""What the worker does for medical review again and again. Each piece finds its work in the database."""

from portal import periodic

MINUTE, DAY = 60, 86_400


def register():
    from conditions import review_audit, review_mail, review_reminders

    review_mail.take_the_place_of_wagtails_mails()
    periodic.every(MINUTE, "review mails", review_mail.sweep)
    periodic.every(DAY, "audit of reviews", review_audit.nightly)
    periodic.every(DAY, "review reminders", review_reminders.remind)
