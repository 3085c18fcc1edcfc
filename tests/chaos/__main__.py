"""Sends thousands of requests while processes are killed, then counts. Ends with an error when one figure is off."""

import argparse
import os
import random
import signal
import sys
import threading
import time
from contextlib import contextmanager, suppress

LONGEST = 270  # seconds from the first client to the last mail
WIND_DOWN = 90  # of them, after which nobody new is served: last tries, leases, mail that was refused
CLIENTS = 8
KILLS, MAIL_KILLS = 40, 12  # of web workers and of the worker in mid-send, about


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=None, help="of what is killed when")
    given = parser.parse_args()
    random.seed(given.seed)
    if not sys.platform.startswith("linux"):
        return complain("This needs Linux: it kills by /proc and sends from many loopback addresses.")
    began = time.monotonic()
    with chaos_world() as (world, sink):
        say(began, "A portal of its own is prepared")
        sink.every = max(2 * given.people // MAIL_KILLS, 1)
        people = prepare(world, given.people)
        say(began, f"{len(people)} people are ready; clients start")
        give_up = time.monotonic() + LONGEST
        crowd, faults = happen(world, sink, people, give_up)
        say(began, "All have sent; waiting for the mail")
        wait_for_mail(world, give_up)
        return report(people, crowd, faults, sink, began)


@contextmanager
def chaos_world():
    from tests.chaos.world import FOLDER, ChaosSink, World, fresh_folder

    fresh_folder()
    with ChaosSink(FOLDER / "mail") as sink:
        threading.Thread(target=sink.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        world = World(sink)
        sink.kill_worker = world.kill_worker
        try:
            yield world, sink
        finally:
            from django.db import connections

            connections.close_all()
            world.end()
            sink.shutdown()


def prepare(world, count):
    world.prepare()
    import django
    from django.db import connections

    django.setup()
    from tests.chaos.filled_forms import make_people, make_site

    make_site()
    people = make_people(count)
    connections.close_all()  # none may be older than the next restart of the database
    world.keep_running()
    from portal.supervisor import health_status

    while health_status(world.port) is None:
        time.sleep(0.1)
    return people


def happen(world, sink, people, give_up):
    from tests.chaos.people import Crowd

    crowd = Crowd(world.port, people, deadline=give_up - WIND_DOWN).start(CLIENTS)
    faults = {"web workers killed": 0, "database restarts": 0, "refusals of the mail server": 0}
    restart_after, refuse_after = [0.25, 0.6], [0.15, 0.45]  # share of people served
    next_kill = 0  # counted in people served, so that a slow machine gets somewhere too
    while crowd.is_busy():
        time.sleep(random.uniform(0.1, 0.5))
        world.keep_running()
        if len(crowd.acknowledged) >= next_kill and (pids := world.web_workers()):
            with suppress(ProcessLookupError):
                os.kill(random.choice(pids), signal.SIGKILL)
                faults["web workers killed"] += 1
            next_kill = len(crowd.acknowledged) + random.randint(1, max(2 * len(people) // KILLS, 1))
        share = len(crowd.acknowledged) / len(people)
        if restart_after and share > restart_after[0]:
            restart_after.pop(0)
            world.restart_database()
            faults["database restarts"] += 1
        if refuse_after and share > refuse_after[0]:
            refuse_after.pop(0)
            refuse_for(sink, seconds=3)
            faults["refusals of the mail server"] += 1
    return crowd, faults


def refuse_for(sink, seconds):
    def come_back():
        sink.is_refusing = False

    sink.is_refusing = True
    threading.Timer(seconds, come_back).start()


def wait_for_mail(world, give_up):
    """All is calm now but for the worker, which is still killed in mid-send; everything that waits must go out."""
    from appointments.models import OutboxMessage
    from appointments.outbox import WAITING

    while time.monotonic() < give_up:
        world.keep_running()
        if not OutboxMessage.objects.filter(status__in=WAITING).exists():
            return
        time.sleep(0.5)


def report(people, crowd, faults, sink, began) -> int:
    from tests.chaos.verdict import checks

    for what, count in faults.items():
        print(f"  {count:7}  {what}")
    print(f"  {sink.kills['before']:7}  worker killed in mid-send, before the mail was kept")
    print(f"  {sink.kills['after']:7}  worker killed in mid-send, after the mail was kept")
    print(f"  {crowd.tries:7}  tries; answers other than the sent page: {crowd.odd_answers or 'none'}")
    figures = checks(people, crowd, sink)
    for what, figure, is_right in figures:
        print(f"  {figure:7}  {what}{'' if is_right else '   <-- WRONG'}")
    seconds = sorted(crowd.seconds) or [0]
    median, slow = seconds[len(seconds) // 2], seconds[int(len(seconds) * 0.95)]
    say(began, f"sending took {median * 1000:.0f} ms (median), {slow * 1000:.0f} ms (95 %)")
    has_happened = all([*faults.values(), *sink.kills.values()])
    if not has_happened:
        return complain("Not every kind of trouble has happened: this proves too little.")
    if not all(is_right for _what, _figure, is_right in figures):
        return complain("A figure is off.")
    print("Nothing was lost, nothing was doubled.")
    if crowd.taken < len(people):
        return complain(f"But this machine was too slow: {crowd.taken} of {len(people)} people were served in time.")
    return 0


def say(began, text):
    print(f"[{time.monotonic() - began:6.1f} s] {text}", flush=True)


def complain(text) -> int:
    print(text, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
