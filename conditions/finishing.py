"""What the end of a workflow does. Named in the settings and loaded by Wagtail before any model, so it imports none."""


def publish(workflow_state, user=None):
    """Whoever may take the last step needs no right of their own to publish: medical reviewers have none."""
    page = workflow_state.content_object
    page.refresh_from_db(fields=["latest_revision"])
    page.latest_revision.publish(user=user, skip_permission_checks=True)
