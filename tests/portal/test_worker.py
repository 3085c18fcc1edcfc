"""The worker's tasks: one about a row that is gone by then is no failure, and any other failure is told."""

import logging

import pytest
from django_tasks_db.models import DBTaskResult
from wagtail.models import Page
from wagtail.tasks import update_reference_index_task

from portal.management.commands.worker import INDEX_TASKS, BeatingWorker
from portal.settings import base as production
from tests.factories import make_home, make_standard

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def queue(settings):
    make_home()
    settings.TASKS = production.TASKS


def work():
    """Work all that waits, as the worker would; returns the states that the tasks ended with."""
    worker = BeatingWorker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=1,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="test",
    )
    results = list(DBTaskResult.objects.ready())
    for result in results:
        result.claim("test")
        worker.run_task(result)
    return {result.status.value for result in results}


def errors(caplog):
    return [record for record in caplog.records if record.levelno >= logging.WARNING]


def test_rows_that_are_gone_are_no_failures(django_capture_on_commit_callbacks, caplog):
    with django_capture_on_commit_callbacks(execute=True):
        page = make_standard("Parking garage")
    tasks = DBTaskResult.objects.ready()
    assert set(tasks.values_list("task_path", flat=True)) == INDEX_TASKS, "what Wagtail calls them now"
    with django_capture_on_commit_callbacks(execute=True):
        page.delete()
    assert work() == {"SUCCESSFUL"}
    assert not errors(caplog)


def test_rows_that_are_there_are_indexed(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        page = make_standard("Parking garage")
    assert not Page.objects.search("parking").count()
    assert work() == {"SUCCESSFUL"}
    assert [found.pk for found in Page.objects.search("parking")] == [page.pk]


def test_another_failure_is_told(caplog):
    update_reference_index_task.enqueue("portal", "no_such_model", "1")
    assert work() == {"FAILED"}
    assert errors(caplog)
