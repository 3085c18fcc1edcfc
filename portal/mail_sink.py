"""A mail server for a laptop: takes every message on the loopback address and keeps it as a file. It passes nothing on."""

import argparse
import itertools
import socketserver
import time
from pathlib import Path

LONGEST_LINE = 10_000
IDLE = 300  # seconds


class Session(socketserver.StreamRequestHandler):
    """One connection, in the few words of SMTP that Python's client uses."""

    timeout = IDLE

    def handle(self):
        self.sender, self.recipients = "", []
        self.answer(220, "ready")
        while line := self.rfile.readline(LONGEST_LINE):
            word, _, rest = line.decode("utf-8", "replace").strip().partition(" ")
            if word.upper() == "QUIT":
                return self.answer(221, "bye")
            self.obey(word.upper(), rest)
        return None

    def obey(self, word, rest):
        if word == "MAIL":
            self.sender, self.recipients = address_in(rest), []
            self.answer(250, "ok")
        elif word == "RCPT":
            self.recipients.append(address_in(rest))
            self.answer(250, "ok")
        elif word == "DATA":
            self.answer(354, "go on")
            self.take(self.read_message())
        else:  # HELO, EHLO, RSET, NOOP
            self.answer(250, "ok")

    def read_message(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b".\n", b""):
            lines.append(line[1:] if line.startswith(b".") else line)
        return b"".join(lines)

    def take(self, content: bytes):
        self.server.keep(self.sender, self.recipients, content)
        self.answer(250, "kept")

    def answer(self, code, words):
        self.wfile.write(f"{code} {words}\r\n".encode())


def address_in(text: str) -> str:
    return text.partition("<")[2].partition(">")[0]


class Sink(socketserver.ThreadingTCPServer):
    """Port 0 means any free one; `server_address` says which it became."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, folder: Path, port: int = 0, session=Session):
        super().__init__(("127.0.0.1", port), session)
        self.folder, self.count = Path(folder), itertools.count()
        self.folder.mkdir(parents=True, exist_ok=True)

    def keep(self, sender, recipients, content: bytes) -> None:
        """Whole or not at all: the file appears under its name when it is complete."""
        name = f"{time.strftime('%Y%m%d-%H%M%S')}-{time.time_ns() % 10**9:09}-{next(self.count):05}"
        unfinished = self.folder / f"{name}.part"
        unfinished.write_bytes(b"X-Envelope-To: " + ", ".join(recipients).encode() + b"\r\n" + content)
        unfinished.rename(self.folder / f"{name}.eml")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    given = parser.parse_args()
    with Sink(given.folder, given.port) as sink:
        sink.serve_forever()


if __name__ == "__main__":
    main()
