"""GET /health/ and the worker's heartbeat that it looks for."""

import pytest
from django.db import OperationalError
from django_tasks_db.management.commands import db_worker
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from portal import health
from portal.management.commands import worker as command
from portal.management.commands.worker import BeatingWorker

ADDRESS = "/health/"


@pytest.fixture
def worker(monkeypatch):
    """A worker that rests once and then stops."""
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
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)  # the test's transaction lives in one
    monkeypatch.setattr(command.time, "sleep", lambda seconds: setattr(worker, "running", False))
    return worker


@pytest.mark.django_db
def test_all_is_well(client, django_assert_num_queries):
    health.record_heartbeat()
    with django_assert_num_queries(1):
        response = client.get(ADDRESS)
    assert (response.status_code, response.json()) == (200, {"database": "ok", "worker": "ok"})


@pytest.mark.django_db
def test_the_answer_is_kept_nowhere_and_starts_no_session(client):
    response = client.get(ADDRESS)
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


@pytest.mark.django_db
def test_without_a_heartbeat_the_worker_is_down(client):
    response = client.get(ADDRESS)
    assert (response.status_code, response.json()) == (503, {"database": "ok", "worker": "down"})


@pytest.mark.django_db
def test_a_heartbeat_counts_for_a_minute(client, clock):
    health.record_heartbeat()
    clock.shift(59)
    assert client.get(ADDRESS).status_code == 200
    clock.shift(2)
    assert client.get(ADDRESS).json()["worker"] == "down"


def test_a_database_that_is_away_is_named(client, monkeypatch):
    def refuse():
        raise OperationalError

    monkeypatch.setattr(health.connection, "cursor", refuse)
    health.record_heartbeat()
    response = client.get(ADDRESS)
    assert (response.status_code, response.json()) == (503, {"database": "down", "worker": "ok"})


@pytest.mark.django_db
def test_a_cache_that_is_away_has_no_heartbeat(client, monkeypatch):
    class Away:
        def get(self, key):
            raise ConnectionError

    monkeypatch.setattr(health, "cache", Away())
    assert client.get(ADDRESS).json()["worker"] == "down"


def test_only_looking_is_allowed(client):
    assert client.post(ADDRESS).status_code == 405


@pytest.mark.django_db
def test_each_look_at_the_queue_is_a_heartbeat(worker):
    worker.run()
    assert health._worker_is_alive()


def test_a_worker_without_a_database_waits_and_has_no_heartbeat(worker, monkeypatch):
    def refuse(self):
        raise OperationalError

    monkeypatch.setattr(Worker, "run", refuse)
    worker.run()
    assert not health._worker_is_alive()


def test_a_long_task_is_not_taken_for_a_dead_worker(worker, monkeypatch, clock):
    alive = []

    def long_task(self, task):
        for _minute in range(6):
            clock.shift(59)
            alive.append(health._worker_is_alive())

    monkeypatch.setattr(Worker, "run_task", long_task)
    worker.run_task(DBTaskResult(task_path="a.long.task"))
    assert alive == [True] * 5 + [False]
    assert health._worker_is_alive()
