"""A load generator: connections that stay open and always have one request under way, like busy browsers.

One process with plain sockets, so that it leaves the two cores to the server. `own_limit` says what it can reach itself.
"""

import re
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import repeat
from typing import NamedTuple

CONNECTIONS = 8
FEWEST = 2 * CONNECTIONS  # answers; a slow page is waited for
LONGEST = 30  # seconds of one measurement
STAGGER = 0.02  # seconds between two new connections
LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.I)


class Measured(NamedTuple):
    """Answers per second, and how long each took, in seconds."""

    rate: float
    latencies: list[float]


class BadAnswer(Exception):
    """The server answered something else than 200, or closed the connection."""


class Connection:
    def __init__(self, port: int, paths: Iterator[str]):
        self.port, self.paths = port, paths
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received, self.awaited = b"", None

    def ask(self) -> None:
        self.path = next(self.paths)
        head = f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nAccept-Encoding: gzip\r\nUser-Agent: bench\r\n\r\n"
        self.started = time.perf_counter()
        self.socket.send(head.encode())

    def finish(self) -> None:
        self.socket.settimeout(LONGEST)
        while not self.take():
            pass
        self.socket.close()

    def take(self) -> bool:
        """Read what has come; is the answer complete?"""
        data = self.socket.recv(1 << 20)
        if not data:
            raise BadAnswer(f"{self.path}: the server closed the connection")
        self.received += data
        if self.awaited is None:
            end = self.received.find(b"\r\n\r\n")
            if end < 0:
                return False
            self.awaited = end + 4 + self._length(end)
        if len(self.received) < self.awaited:
            return False
        self.received, self.awaited = b"", None
        return True

    def _length(self, end: int) -> int:
        length = LENGTH.search(self.received, 0, end)
        if length is None or not self.received.startswith(b"HTTP/1.1 200"):
            raise BadAnswer(f"{self.path}: {self.received[:end].decode(errors='replace')}")
        return int(length[1])


def measure(port: int, paths: Iterator[str], seconds: float, readers: int = CONNECTIONS) -> Measured:
    """Ask for one address after the other, on all connections at once."""
    with selectors.DefaultSelector() as selector:
        connections = []
        for _number in range(readers):  # one by one under load, so that each lands at the worker that is less busy
            connection = Connection(port, paths)
            connections.append(connection)
            selector.register(connection.socket, selectors.EVENT_READ, connection)
            connection.ask()
            answers(selector, STAGGER)
        begin = time.perf_counter()
        latencies = answers(selector, seconds, FEWEST)
        elapsed = time.perf_counter() - begin
    for connection in connections:  # read the last answers, so that nothing is still being worked on afterwards
        connection.finish()
    return Measured(len(latencies) / elapsed, latencies)


def answers(selector: selectors.BaseSelector, seconds: float, fewest: int = 0) -> list[float]:
    """Read answers for so long, and ask again after each; returns how long each took."""
    latencies: list[float] = []
    begin = now = time.perf_counter()
    while (now - begin < seconds or len(latencies) < fewest) and now - begin < LONGEST:
        for key, _events in selector.select(STAGGER):
            connection = key.data
            if connection.take():
                now = time.perf_counter()
                latencies.append(now - connection.started)
                connection.ask()
        now = time.perf_counter()
    return latencies


# --- its own limit ----------------------------------------------------------------------------------------------------

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 15000\r\n\r\n" + b"x" * 15_000  # as long as a guide, compressed


def own_limit(seconds: float) -> float:
    """Answers per second from a process that does nothing but send the same bytes."""
    command = [sys.executable, "-m", "tests.bench.load"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as server:
        try:
            return measure(int(server.stdout.readline()), repeat("/"), seconds).rate
        finally:
            server.terminate()


def answer_always() -> None:
    with selectors.DefaultSelector() as selector, socket.create_server(("127.0.0.1", 0)) as listener:
        print(listener.getsockname()[1], flush=True)
        selector.register(listener, selectors.EVENT_READ)
        while True:
            for key, _events in selector.select():
                if key.fileobj is listener:
                    selector.register(listener.accept()[0], selectors.EVENT_READ)
                elif key.fileobj.recv(65536):
                    key.fileobj.sendall(ANSWER)
                else:
                    selector.unregister(key.fileobj)
                    key.fileobj.close()


if __name__ == "__main__":
    answer_always()
