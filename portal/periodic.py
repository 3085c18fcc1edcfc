"""Work that comes round: apps register it in AppConfig.ready, and the worker does each piece in a thread of its own.

So one piece that fails or hangs never stops the others, and no app has to be named here.
"""

import logging
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass

from django.db import close_old_connections, connection

logger = logging.getLogger(__name__)

LONGEST_STOP = 8  # seconds that a stopping worker waits for what is under way


@dataclass(frozen=True)
class Piece:
    name: str
    seconds: float
    call: Callable[[], object]


_pieces: dict[str, Piece] = {}


def every(seconds: float, name: str, call: Callable[[], object]) -> None:
    """Let the worker call this every so many seconds, first when it starts. The name appears in logs."""
    _pieces[name] = Piece(name, seconds, call)


def registered() -> list[Piece]:
    return list(_pieces.values())


def guarded(piece: Piece) -> bool:
    """Do it once; an error is logged by its kind and place, since its words may repeat what people typed."""
    try:
        close_old_connections()
        piece.call()
    except Exception as error:
        where = "".join(traceback.format_tb(error.__traceback__)[-3:])
        logger.error("The periodic work “%s” failed: %s\n%s", piece.name, type(error).__name__, where)
        connection.close_if_unusable_or_obsolete()
        return False
    return True


class Rounds:
    """All registered pieces under way until `stop`."""

    def __init__(self, pieces=None):
        self.stopping = threading.Event()
        pieces = registered() if pieces is None else pieces
        self.threads = [
            threading.Thread(target=self.go_round, args=(piece,), name=piece.name, daemon=True) for piece in pieces
        ]

    def start(self) -> "Rounds":
        for thread in self.threads:
            thread.start()
        return self

    def go_round(self, piece: Piece) -> None:
        while not self.stopping.is_set():
            guarded(piece)
            self.stopping.wait(piece.seconds)
        connection.close()

    def stop(self) -> None:
        """Begin nothing new, and give what is under way a few seconds."""
        self.stopping.set()
        for thread in self.threads:
            thread.join(LONGEST_STOP / max(len(self.threads), 1))
