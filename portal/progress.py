"""A progress bar on a terminal; one closing line elsewhere."""

import time


class ProgressBar:
    WIDTH = 30

    def __init__(self, stdout, what: str):
        self.stdout, self.what = stdout, what
        self.started = time.monotonic()
        self.done = self.total = 0

    def __enter__(self):
        return self

    def show(self, done: int, total: int):
        """`done` and `total` in any one unit, documents or bytes."""
        self.done, self.total = done, total
        if self.stdout.isatty():
            filled = self.WIDTH * done // max(total, 1)
            self.stdout.write(f"\r{self.what} [{'#' * filled}{'.' * (self.WIDTH - filled)}] {done}/{total}", ending="")

    def __exit__(self, *exc):
        if self.stdout.isatty():
            self.stdout.write("")
        self.stdout.write(f"{self.what}: {time.monotonic() - self.started:.1f} s")
