"""How often what is looked for: a number for each text and day, and nothing about who or when.

What is long, or holds an address, a number or many words, is not counted: it may be about a person. Texts that few people
typed are not shown to editors and deleted after a week.
"""

import re
from datetime import timedelta

from django.db import connection
from django.db.models import Max, Sum
from django.utils import timezone

from portal.models import SearchTermCount

ENOUGH = 5  # hits from which a text is no longer one person's
KEEP_RARE = timedelta(days=7)
KEEP = timedelta(days=365)
MOST_A_DAY = 2000  # different texts; beyond that somebody only fills the table
MOST_WORDS = 6
PERSONAL = re.compile(r"@|\d{3}|://|www\.")

ADD = """
INSERT INTO portal_searchtermcount AS known (day, language, term, hits, results)
SELECT %(day)s, %(language)s, %(term)s, 1, %(results)s
WHERE (SELECT count(*) FROM portal_searchtermcount WHERE day = %(day)s) < %(most)s
    OR EXISTS (SELECT FROM portal_searchtermcount WHERE day = %(day)s AND language = %(language)s AND term = %(term)s)
ON CONFLICT (day, language, term) DO UPDATE SET hits = known.hits + 1, results = excluded.results
"""
FORGET = """
DELETE FROM portal_searchtermcount WHERE day < %(old)s OR (day < %(rare)s AND hits < %(enough)s)
"""


def countable(query: str) -> str:
    """The text as it is counted; empty when it is not."""
    term = query.casefold().strip(" .,?!\"'")
    limit = SearchTermCount._meta.get_field("term").max_length
    if not 2 < len(term) <= limit or len(term.split()) > MOST_WORDS or PERSONAL.search(term):
        return ""
    return term


def count(query: str, language: str, results: int):
    """In the database and past the models: a search is no change of content."""
    if term := countable(query):
        row = {"day": timezone.localdate(), "language": language, "term": term, "results": results, "most": MOST_A_DAY}
        with connection.cursor() as cursor:
            cursor.execute(ADD, row)


def without_result(days: int = 30):
    """What enough people looked for in these days and nothing was found, most frequent first."""
    since = timezone.localdate() - timedelta(days=days)
    rows = SearchTermCount.objects.filter(day__gte=since).values("term", "language")
    rows = rows.annotate(hits=Sum("hits"), results=Max("results"))
    return rows.filter(hits__gte=ENOUGH, results=0).order_by("-hits", "term")


def forget():
    """Rare texts after a week, all after a year."""
    today = timezone.localdate()
    with connection.cursor() as cursor:
        cursor.execute(FORGET, {"rare": today - KEEP_RARE, "old": today - KEEP, "enough": ENOUGH})
