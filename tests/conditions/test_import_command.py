"""`manage.py import_conditions`: what it says, what it keeps, how it ends."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from conditions.models import ChapterPage, ConditionPage, Reviewer
from portal.models import HomePage
from tests.conditions.documents import BUTTON_RASH, FILE, LANTERN, PAPER_FEVER, changed, make_site, traces

pytestmark = pytest.mark.django_db


class Terminal(io.StringIO):
    def isatty(self):
        return True


def run(file=FILE, *options, stdout=None):
    """(what was printed, what was complained about, whether it failed)"""
    out, err = stdout or io.StringIO(), io.StringIO()
    try:
        call_command("import_conditions", str(file), *options, stdout=out, stderr=err)
    except CommandError as error:
        return out.getvalue(), err.getvalue(), str(error)
    return out.getvalue(), err.getvalue(), ""


@pytest.fixture
def write(tmp_path):
    """Writes a file of these lines: documents, or text as it stands."""

    def write(*lines):
        file = tmp_path / "documents.jsonl"
        text = [line if isinstance(line, str) else json.dumps(line) for line in lines]
        file.write_text("\n".join(text) + "\n", encoding="utf-8")
        return file

    return write


@pytest.fixture
def site():
    return make_site()


def test_a_site_that_has_nothing_gets_its_indexes_and_drafts():
    out, err, failure = run()
    assert "3 created" in out
    assert (err, failure) == ("", "")
    assert ConditionPage.objects.count() == 3
    assert not ConditionPage.objects.live().exists()
    assert not Reviewer.objects.exists()


def test_a_site_that_has_nothing_gets_examples(client):
    run(FILE, "--publish-as-example")
    assert ConditionPage.objects.live().count() == 3
    assert set(ConditionPage.objects.values_list("reviewed_by__is_example", flat=True)) == {True}
    for page in (*ConditionPage.objects.all(), *ChapterPage.objects.all()):
        assert client.get(page.url).status_code == 200


@pytest.mark.usefixtures("site")
def test_a_second_run_says_that_nothing_changed():
    run()
    before = traces()
    out, err, failure = run()
    assert "3 unchanged" in out and "created" not in out and "updated" not in out
    assert (err, failure) == ("", "")
    assert traces() == before


@pytest.mark.usefixtures("site")
def test_a_changed_row_is_updated_and_the_rest_unchanged(write):
    run()
    out, _err, _failure = run(write(LANTERN, changed(PAPER_FEVER, synonyms=["Folding fever"]), BUTTON_RASH))
    assert "1 updated, 2 unchanged" in out


@pytest.mark.usefixtures("site")
def test_a_broken_line_is_named_and_the_rest_goes_on(write):
    out, err, failure = run(write(LANTERN, '{"id": "cut', "", changed(PAPER_FEVER, title=None), BUTTON_RASH))
    assert [line.partition(":")[0] for line in err.splitlines()] == ["line 2", "line 4"]
    assert "not valid JSON" in err and "“title” is missing" in err
    assert "2 created" in out
    assert failure == "2 line(s) could not be imported; the others were."


@pytest.mark.usefixtures("site")
def test_a_broken_line_can_be_mended_and_imported(write):
    run(write(LANTERN, changed(PAPER_FEVER, title=None)))
    out, _err, failure = run(write(LANTERN, PAPER_FEVER))
    assert "1 created, 1 unchanged" in out
    assert failure == ""


@pytest.mark.parametrize("options", [(), ("--publish-as-example",)], ids=["drafts", "example"])
def test_a_dry_run_keeps_nothing(options):
    before = traces(), HomePage.objects.count(), Reviewer.objects.count()
    out, _err, failure = run(FILE, "--dry-run", *options)
    assert "Dry run, nothing kept: 3 created" in out
    assert failure == ""
    assert (traces(), HomePage.objects.count(), Reviewer.objects.count()) == before


@pytest.mark.usefixtures("site")
def test_a_dry_run_says_what_a_run_would_say(write):
    file = write(changed(LANTERN, slug="same"), "{", changed(PAPER_FEVER, slug="same", age_group="adult"), BUTTON_RASH)
    dry_out, dry_err, dry_failure = run(file, "--dry-run")
    assert "2 line(s)" in dry_failure
    out, err, _failure = run(file)
    assert err == dry_err
    assert "2 created" in out and "2 created" in dry_out


@pytest.mark.usefixtures("site")
def test_an_editors_work_is_kept_and_named(write):
    run()
    page = ConditionPage.objects.get(title="Lantern Gland Tumor").get_latest_revision_as_object()
    page.summary = "An editor wrote this."
    page.save_revision()
    out, _err, failure = run(write(changed(LANTERN, synonyms=[])))
    assert "line 1: “Lantern Gland Tumor” kept, because an editor changed it since" in out
    assert "1 kept" in out and failure == ""
    assert ConditionPage.objects.get(pk=page.pk).get_latest_revision_as_object().summary == "An editor wrote this."


@pytest.mark.usefixtures("site")
def test_a_link_that_waits_is_named(write):
    link = {"type": "paragraph", "text": "[words](page:support/nowhere)"}
    sections = [{"chapter": "overview", "blocks": [link]}]
    file = write(LANTERN, changed(BUTTON_RASH, markup="inline", sections=sections))
    for _run in range(2):
        out, _err, failure = run(file)
        assert "line 2: not found yet, import again to link it: support/nowhere" in out
        assert "line 1:" not in out and failure == ""
    assert "2 unchanged" in out


@pytest.mark.usefixtures("site")
def test_an_empty_file_is_no_mistake(write):
    out, _err, failure = run(write(""))
    assert "nothing to do" in out and failure == ""


@pytest.mark.parametrize("name", ["missing.jsonl", ""])
def test_a_file_that_is_not_there_is_refused_before_anything_happens(tmp_path, name):
    before = traces()
    _out, _err, failure = run(tmp_path / name)
    assert "no such file" in failure
    assert traces() == before


@pytest.mark.usefixtures("site")
def test_progress_is_drawn_on_a_terminal():
    size = FILE.stat().st_size
    out, _err, _failure = run(stdout=Terminal())
    assert f"\rimport [{'#' * 30}] {size}/{size}" in out
    assert out.count("\r") == 3


@pytest.mark.usefixtures("site")
def test_progress_is_one_line_elsewhere():
    out, _err, _failure = run()
    first, last = out.splitlines()
    assert first.startswith("import: ") and first.endswith(" s")
    assert last == "3 created"
