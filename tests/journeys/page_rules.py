"""Rules for the HTML of a page that neither axe nor a validator knows. A rule takes the parsed page and yields complaints."""

import json
import re
from collections import Counter
from urllib.parse import urlsplit

RULES = {}
RIGHT_TO_LEFT = {"ar", "fa", "he", "ur", "yi"}
E164 = re.compile(r"tel:\+[1-9]\d{6,14}(;ext=\d+)?")
REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list")
LOADED = {
    "img": "src",
    "script": "src",
    "iframe": "src",
    "video": "src",
    "audio": "src",
    "source": "src",
    "use": "href",
}
LOADING_LINKS = {
    "stylesheet",
    "preload",
    "modulepreload",
    "icon",
    "apple-touch-icon",
    "prefetch",
    "preconnect",
    "dns-prefetch",
}


def rule(function):
    RULES[function.__name__] = function
    return function


@rule
def one_h1(soup):
    if (count := len(soup.find_all("h1"))) != 1:
        yield f"{count} h1"


@rule
def heading_levels_never_skip(soup):
    """An alert may stand before the h1, with an h2."""
    before = 1
    for heading in soup.find_all(re.compile("^h[1-6]$")):
        level = int(heading.name[1])
        if level > before + 1:
            yield f"h{before} is followed by {short(heading)}"
        before = level


@rule
def a_title_a_language_and_a_main(soup):
    if not (soup.title and soup.title.get_text(strip=True)):
        yield "no title"
    if not soup.html.get("lang"):
        yield "no language"
    if len(soup.find_all("main")) != 1:
        yield "not one main"


@rule
def direction_fits_language(soup):
    for element in soup.find_all(lang=True):
        language = element["lang"].split("-")[0]
        if not language:
            continue  # initials and the like are of no language
        expected = "rtl" if language in RIGHT_TO_LEFT else "ltr"
        if element.find("bdi", recursive=False):
            continue  # finds its direction by itself
        with_direction = element if element.has_attr("dir") else element.find_parent(dir=True)
        if with_direction is None or with_direction["dir"] not in (expected, "auto"):
            yield f"{short(element)} needs dir={expected}"


@rule
def telephone_numbers_are_international(soup):
    for link in soup.find_all("a", href=re.compile("^tel:")):
        if not E164.fullmatch(link["href"]):
            yield link["href"]


@rule
def no_positive_tabindex(soup):
    for element in soup.find_all(tabindex=True):
        if element["tabindex"] not in ("0", "-1"):
            yield short(element)


@rule
def pictures_have_sizes_and_a_text(soup):
    for image in soup.find_all("img"):
        for name in ("width", "height", "alt"):
            if not image.has_attr(name):
                yield f"{short(image)} has no {name}"


@rule
def nothing_inline(soup):
    """The content security policy would refuse it: style, scripts, handlers."""
    for element in soup.find_all(["style", "script"]):
        if element.name == "style" or not (element.get("src") or element.get("type") == "application/ld+json"):
            yield short(element)
    for element in soup.find_all(True):
        for name, value in element.attrs.items():
            if name == "style" or name.startswith("on") or str(value).strip().lower().startswith("javascript:"):
                yield f"{short(element)}: {name}"


@rule
def ids_are_unique(soup):
    counts = Counter(element["id"] for element in soup.find_all(id=True))
    yield from (name for name, count in counts.items() if count > 1)


@rule
def references_lead_somewhere(soup):
    ids = {element["id"] for element in soup.find_all(id=True)}
    for name in REFERENCES:
        for element in soup.find_all(attrs={name: True}):
            for wanted in set(str(element[name]).split()) - ids:
                yield f"{short(element)}: {name}={wanted}"
    for link in soup.find_all("a", href=re.compile("^#.")):
        if link["href"][1:] not in ids:
            yield link["href"]


@rule
def nothing_is_loaded_from_elsewhere(soup):
    """Addresses in `canonical`, `alternate` and Open Graph are only read by machines that come by themselves."""
    for element in soup.find_all(list(LOADED)):
        candidates = [element.get(LOADED[element.name], ""), *element.get("srcset", "").split(",")]
        yield from (address.strip() for address in candidates if urlsplit(address.strip()).netloc)
    for link in soup.find_all("link", href=True):
        if LOADING_LINKS & set(link.get("rel", [])) and urlsplit(link["href"]).netloc:
            yield link["href"]


@rule
def structured_data_can_be_read(soup):
    for script in soup.find_all("script", type="application/ld+json"):
        try:
            data = json.loads(script.string)
        except (TypeError, ValueError) as error:
            yield str(error)
            continue
        if data.get("@context") != "https://schema.org":
            yield "not in the words of schema.org"
        for node in data.get("@graph", [data]):
            if "@type" not in node and "@id" not in node:
                yield f"no type: {json.dumps(node)[:80]}"


@rule
def tables_have_captions_and_scopes(soup):
    for table in soup.find_all("table"):
        if not table.caption:
            yield "a table without a caption"
        yield from (short(cell) for cell in table.find_all("th") if not cell.get("scope"))


def short(element) -> str:
    return " ".join(str(element).split())[:120]
