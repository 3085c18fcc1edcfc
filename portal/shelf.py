"""Room for things of a known size that hold for one generation, the oldest first."""

import threading
import time
from collections import OrderedDict


class Shelf:
    """Keeps things with a `size` in bytes and a time at which they expire, up to `bound` bytes.

    The first part of every key is the generation.
    """

    def __init__(self, bound: int):
        self.kept: OrderedDict = OrderedDict()
        self.generation, self.size, self.bound = "", 0, bound
        self.lock = threading.Lock()

    def find(self, key):
        thing = self.kept.get(key)
        return thing if thing is not None and thing.expires > time.time() else None

    def keep(self, key, thing):
        """Store a thing; what an earlier generation left, and the oldest beyond the bound, are let go."""
        with self.lock:
            if self.generation != key[0]:
                self.kept.clear()
                self.generation, self.size = key[0], 0
            expired = self.kept.pop(key, None)
            self.size += thing.size - (expired.size if expired else 0)
            self.kept[key] = thing
            while self.size > self.bound:
                self.size -= self.kept.popitem(last=False)[1].size
