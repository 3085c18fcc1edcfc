"""Run background tasks and periodic work, and tell /health/ about it."""

import logging
import time

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import Error, connection
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from portal.health import LONGEST_TASK, record_heartbeat
from portal.periodic import Rounds

logger = logging.getLogger(__name__)

INDEX_TASKS = {"modelsearch.tasks.insert_or_update_object_task", "wagtail.tasks.update_reference_index_task"}


class BeatingWorker(Worker):
    """Works what is due, beats, rests, and starts over; a database that is away is waited for."""

    def run(self) -> None:
        while self.running:
            try:
                super().run()  # in batch mode: returns when nothing is due
                record_heartbeat()
            except Error:
                logger.exception("The database does not answer; trying again")
                connection.close()
            if self.running:
                time.sleep(self.interval)

    def run_task(self, db_task_result) -> None:
        record_heartbeat(valid_for=LONGEST_TASK)
        if is_about_something_gone(db_task_result):
            db_task_result.set_successful(None)
        else:
            super().run_task(db_task_result)
        record_heartbeat()


def is_about_something_gone(task) -> bool:
    """To index a row that was deleted or replaced since is no failure: deleting took it out of the index."""
    if task.task_path not in INDEX_TASKS:
        return False
    app, model, pk = task.args_kwargs["args"]
    try:
        return not apps.get_model(app, model)._base_manager.filter(pk=pk).exists()
    except (LookupError, ValueError):  # the task itself will say what is wrong
        return False


class Command(BaseCommand):
    help = "Run background tasks until stopped; /health/ reports whether this goes on."

    def add_arguments(self, parser):
        parser.add_argument("--interval", type=float, default=1.0, help="seconds between looks at an empty queue")

    def handle(self, *, interval, verbosity, **options):
        if verbosity < 2:  # each page that is saved makes several tasks, and each would be announced
            logging.getLogger("django_tasks").setLevel(logging.WARNING)
        logging.getLogger("django_tasks_db").setLevel(logging.ERROR)  # it announces every empty look
        worker = BeatingWorker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=interval,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
        )
        worker.configure_signals()
        rounds = Rounds().start()
        try:
            worker.run()
        finally:
            rounds.stop()
