"""Periodic work: one piece that fails or hangs never stops the others."""

import threading

from portal.periodic import Piece, Rounds, guarded


def test_a_failing_piece_is_logged_without_its_words(caplog, db):
    words = "".join(["Nov", "ak"])

    def fail():
        raise ValueError(words)

    assert not guarded(Piece("odd jobs", 1, fail))
    assert "odd jobs" in caplog.text
    assert "ValueError" in caplog.text
    assert "Novak" not in caplog.text


def test_pieces_go_round_beside_one_that_fails_and_one_that_hangs(db):
    rounds_done, hanging, let_go = threading.Event(), threading.Event(), threading.Event()
    count = []

    def fail():
        raise ValueError

    def hang():
        hanging.set()
        let_go.wait(10)

    def work():
        count.append(1)
        if len(count) == 3 and hanging.wait(5):
            rounds_done.set()

    pieces = [Piece("fail", 0.01, fail), Piece("hang", 0.01, hang), Piece("work", 0.01, work)]
    rounds = Rounds(pieces).start()
    assert rounds_done.wait(5)
    let_go.set()
    rounds.stop()
    assert not any(thread.is_alive() for thread in rounds.threads)
