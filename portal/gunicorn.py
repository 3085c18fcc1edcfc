"""How gunicorn serves the portal: `gunicorn -c portal/gunicorn.py portal.wsgi`, behind a proxy that speaks TLS."""

import gc
import os

bind = os.environ.get("BIND", f"127.0.0.1:{os.environ.get('PORT', '8000')}")
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
preload_app = True  # read the code once and share its memory; the database is first asked after the fork
graceful_timeout = 8
loglevel = "warning"
control_socket_disable = True
if os.path.isdir("/dev/shm"):  # noqa: S108  a slow disk must not look like a hung worker
    worker_tmp_dir = "/dev/shm"  # noqa: S108


def when_ready(server):
    """Load what the first request would load, so that a worker which takes the place of another is ready at once.

    The code stays: garbage collection need not look through it again with every few requests.
    """
    from django.urls import get_resolver

    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()


def pre_fork(server, worker):
    """A database connection must not be shared by two processes."""
    from django.db import connections

    connections.close_all()
