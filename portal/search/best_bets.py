"""What editors put first for words that readers type: Wagtail's promoted results, read and never written.

Wagtail's own way to look them up stores each text that anybody types, so it is not used.
"""

from collections import defaultdict
from typing import NamedTuple

from wagtail.contrib.search_promotions.models import SearchPromotion


class BestBet(NamedTuple):
    """A page by its id, or an address elsewhere (`page` is None then)."""

    page: int | None
    title: str
    url: str
    description: str


def best_bets(vocabulary, places) -> dict[frozenset, list[BestBet]]:
    """Words → what was chosen for them, in the editors' order; of pages only those that this language's search may show."""
    chosen = defaultdict(list)
    rows = SearchPromotion.objects.values_list(
        "query__query_string", "page_id", "external_link_text", "external_link_url", "description"
    )
    for words, *fields in rows:
        bet = BestBet(*fields)
        if bet.page in places or bet.url:
            chosen[frozenset(vocabulary.tokens(words))].append(bet)
    return dict(chosen)
