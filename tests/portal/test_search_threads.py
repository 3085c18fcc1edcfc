"""Words are brought to their stems by many threads at once, as in a server that has just started."""

from concurrent.futures import ThreadPoolExecutor

from portal.search import words

WORDS = [
    f"{start}{end}"
    for start in ("metast", "radiat", "organiz", "hop", "treat")
    for end in ("ational", "fulness", "ations", "ing")
]


def test_threads_do_not_spoil_each_others_words():
    words.stem.cache_clear()
    alone = [words.stem(word) for word in WORDS]

    def all_words(_number):
        return [words.stem.__wrapped__(word) for word in WORDS * 40]

    with ThreadPoolExecutor(16) as threads:
        for stems in threads.map(all_words, range(64)):
            assert stems == alone * 40
