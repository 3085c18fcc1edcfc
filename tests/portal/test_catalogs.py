"""Every word a reader may meet exists in Spanish and Arabic, complete and with its placeholders."""

import re
from collections import Counter

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from portal import catalogs
from portal.catalogs import sources
from portal.catalogs.updating import is_complete, template

LANGUAGES = {"es": 2, "ar": 6}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%[sd]|#")
TAG = re.compile(r"<[^>]+>")


def catalog_of(language):
    path = catalogs.LOCALES / language / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        return read_po(file, locale=language)


@pytest.fixture(scope="module", params=LANGUAGES)
def catalog(request):
    return catalog_of(request.param)


@pytest.fixture(scope="module")
def words_of_the_code():
    return template()


def forms(words):
    return list(words) if isinstance(words, (list, tuple)) else [words]


def words_of(context):
    return context.decode() if isinstance(context, bytes) else context or ""


def said(message):
    return [message for message in message if message.id]


def test_no_word_of_the_code_lacks_a_translation_and_none_is_left_over(catalog, words_of_the_code):
    in_code = {(message.context, message.id) for message in said(words_of_the_code)}
    translated = {(message.context, message.id) for message in said(catalog) if is_complete(message)}
    assert in_code - translated == set(), "run `make messages` and translate what is empty in portal/locale"
    assert translated - in_code == set(), "run `make messages`: nobody says this any more"
    assert not catalog.fuzzy and not [message for message in catalog if message.fuzzy and message.id]


def test_placeholders_and_tags_are_the_same_on_both_sides(catalog):
    wrong = []
    for message in said(catalog):
        for pattern in (PLACEHOLDER, TAG):
            expected = Counter(pattern.findall(forms(message.id)[-1]))
            wrong += [text for text in forms(message.string) if Counter(pattern.findall(text)) != expected]
    assert wrong == []


def test_all_plural_forms_are_there(catalog):
    count = LANGUAGES[catalog.locale_identifier]
    assert catalog.num_plurals == count
    wrong = [m.id for m in said(catalog) if isinstance(m.id, tuple) and len(forms(m.string)) != count]
    assert wrong == []


def test_arabic_tells_no_word_of_spanish_and_the_other_way_round():
    arabic = re.compile(r"[\u0600-\u06ff]")
    for message in said(catalog_of("es")):
        assert not any(map(arabic.search, forms(message.string))), message.id
    plain = {m.id for m in said(catalog_of("ar")) if not any(map(arabic.search, forms(m.string)))}
    assert {words for words in plain if re.search("[A-Za-z]{2}", PLACEHOLDER.sub("", str(words)))} <= {
        "%(zone)s time",
        "F j, Y",
        "l, F j",
        "l, F j, Y",
    }


def test_what_is_compiled_is_what_was_written(catalog):
    path = catalogs.LOCALES / catalog.locale_identifier / "LC_MESSAGES" / "django.mo"
    with path.open("rb") as file:
        compiled = {(words_of(m.context), forms(m.id)[0]): forms(m.string) for m in said(read_mo(file))}
    written = {(words_of(m.context), forms(m.id)[0]): forms(m.string) for m in said(catalog)}
    assert compiled == written


def test_a_catalog_is_compiled_when_it_is_newer(tmp_path, monkeypatch):
    folder = tmp_path / "es" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    source = catalogs.LOCALES / "es" / "LC_MESSAGES" / "django.po"
    (folder / "django.po").write_bytes(source.read_bytes())
    monkeypatch.setattr(catalogs, "LOCALES", tmp_path)
    assert [problem.id for problem in catalogs.catalogs_are_compiled(None)] == ["portal.E010"]
    catalogs.compile_where_needed()
    assert catalogs.catalogs_are_compiled(None) == []
    assert sorted(path.name for path in folder.iterdir()) == ["django.mo", "django.po"]


def test_texts_of_readers_are_found_and_texts_for_editors_are_not():
    code = """
class Kind(TextChoices):
    ONE = "one", _("Readers see this")
class Page(Model):
    field = CharField(pgettext("noun", "Name"), help_text=_("Editors see this"))
    page_description = _("Editors see this, too")
    def clean(self):
        raise ValidationError(_("Editors hear this"))
    def words(self):
        return ngettext("%(n)s page", "%(n)s pages", 2)
"""
    found = {message[1:] for message in sources.of_code(code, "conditions/models/pages.py")}
    assert found == {("Readers see this", "", ""), ("Name", "", "noun"), ("%(n)s page", "%(n)s pages", "")}
    page = """{% load i18n %}{% translate "May" context "month" %} it's {% blocktranslate count n=total trimmed %}
      one “word” {% plural %} {{ n }} words{% endblocktranslate %} {{ _("Filter")|upper }}"""
    assert {message[1:] for message in sources.of_template(page, "page.html")} == {
        ("May", "", "month"),
        ("one “word”", "%(n)s words", ""),
        ("Filter", "", ""),
    }
