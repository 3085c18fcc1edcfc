"""Every page that the sitemap leads to: its HTML keeps our rules, is valid, and its links arrive."""

import pytest
from bs4 import BeautifulSoup

from tests import validity
from tests.journeys.page_rules import RULES

FAULTS = {
    "one_h1": "<h1>Liver</h1><h1>Lung</h1>",
    "heading_levels_never_skip": "<h1>Liver</h1><h3>Scans</h3>",
    "a_title_a_language_and_a_main": "<html><title> </title><main></main></html>",
    "direction_fits_language": '<html lang="en" dir="ltr"><p lang="ar">نص</p></html>',
    "telephone_numbers_are_international": '<a href="tel:2125550140">Call</a>',
    "no_positive_tabindex": '<p tabindex="1">First</p>',
    "pictures_have_sizes_and_a_text": '<img src="/a.png" alt="" width="3">',
    "nothing_inline": '<p style="color: red">Red</p>',
    "ids_are_unique": '<p id="a"></p><p id="a"></p>',
    "references_lead_somewhere": '<a href="#nowhere">Further down</a>',
    "nothing_is_loaded_from_elsewhere": '<img src="/a.png" srcset="https://elsewhere.example/b.png 2x">',
    "structured_data_can_be_read": '<script type="application/ld+json">{"@context": }</script>',
    "tables_have_captions_and_scopes": "<table><tr><td>1</td></tr></table>",
}


@pytest.mark.parametrize("name", RULES)
def test_each_rule_sees_its_fault(name):
    assert list(RULES[name](BeautifulSoup(FAULTS[name], "html.parser")))


def test_every_page_keeps_every_rule(site):
    complaints = [
        (f"{name}: {complaint}", answer.path)
        for answer in site.pages
        for name, check in RULES.items()
        for complaint in check(answer.soup)
    ]
    assert not complaints, told_once(complaints)


def test_the_sitemap_leads_to_pages(site):
    assert len(site.sitemap) > 80
    assert [path for path in site.sitemap if not site.answers[path].is_page] == []


def test_every_link_arrives(site):
    """200, or a permanent redirect whose target is asked for like any other link."""
    dead = [
        f"{path}: {answer.status}, linked from {site.linked_from[path]}"
        for path, answer in site.answers.items()
        if answer.status not in (200, 301, 308)
    ]
    assert not dead, "\n".join(dead)


def test_every_anchor_exists(site):
    missing = [
        f"{path}#{anchor}, wanted by {wanted_by}"
        for (path, anchor), wanted_by in site.anchors_wanted.items()
        if site.answers[path].is_page and anchor not in site.answers[path].anchors
    ]
    assert not missing, "\n".join(missing)


def test_titles_tell_the_pages_apart(site):
    """Within a language: the name of a doctor or a place is the same in all."""
    seen, twins = {}, []
    for path in site.sitemap:
        soup = site.answers[path].soup
        title = (soup.html["lang"], soup.title.get_text(strip=True))
        if title in seen:
            twins.append(f"{title}: {seen[title]}, {path}")
        seen[title] = path
    assert not twins, "\n".join(twins)


@pytest.mark.filterwarnings("default::tests.validity.CoarseCheckWarning")
def test_every_page_is_valid_html(site, tmp_path):
    for number, answer in enumerate(site.pages):
        (tmp_path / f"{number}.html").write_bytes(answer.body)
    names = {f"{number}.html": answer.path for number, answer in enumerate(site.pages)}
    problems = [(problem, names[name]) for name, problem in validity.problems(tmp_path)]
    assert not problems, told_once(problems)


@pytest.mark.filterwarnings("default::tests.validity.CoarseCheckWarning")
def test_invalid_html_would_be_seen(tmp_path):
    (tmp_path / "0.html").write_text(
        '<!doctype html><html lang="en"><title>Liver</title><p>One<div>Two</div></p></html>'
    )
    assert [name for name, _problem in validity.problems(tmp_path)] == ["0.html"]


def told_once(complaints) -> str:
    """One line for each complaint: the first page that has it, and how many more do."""
    pages = {}
    for complaint, path in complaints:
        pages.setdefault(complaint, []).append(path)
    return "\n".join(f"{complaint} [{paths[0]}, {len(paths)} in all]" for complaint, paths in pages.items())
