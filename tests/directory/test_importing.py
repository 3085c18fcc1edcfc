"""Lists of doctors and locations: what a line changes, what is refused, what retires, and the way back."""

import csv
import json
import re

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.directory.management.commands.seed_directory import DEMO, LISTS
from portal.directory.models import Doctor, Location
from portal.directory.sheet import written
from tests.directory.makers import make_doctor, make_place
from tests.factories import make_calendar, make_contact_point, make_guide

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path, capsys):
    """Import rows (dicts, or lines of text) and give what the command said and how it ended."""

    def run(rows, *options, name="list.csv"):
        path = tmp_path / name
        with path.open("w", newline="", encoding="utf-8") as file:
            if isinstance(rows, str):
                file.write(rows)
            elif name.endswith(".json"):
                json.dump(rows, file)
            else:
                names = list(dict.fromkeys(key for row in rows for key in row))
                writer = csv.DictWriter(file, names)
                writer.writeheader()
                writer.writerows(rows)
        try:
            call_command("import_directory", path, *options)
            error = ""
        except CommandError as problem:
            error = str(problem)
        said = capsys.readouterr()
        return said.out, said.err, error

    return run


def row(number=1, **fields):
    return {"source_id": f"d{number}", "family_name": f"Example {number}"} | fields


def test_a_list_makes_changes_and_leaves_alone(run):
    out, _err, error = run([row(1), row(2)])
    assert "2 added, 0 changed, 0 unchanged, 0 retired, 0 refused" in out and not error
    out, _err, error = run([row(1), row(2, credentials="MD")])
    assert "0 added, 1 changed, 1 unchanged" in out
    assert Doctor.objects.get(source_id="d2").credentials == "MD"


def test_columns_that_the_list_lacks_stay_as_they_are(run):
    run([row(1, bio="Two sentences.")])
    run([row(1, credentials="MD")])
    assert Doctor.objects.get().bio == "Two sentences."


def test_a_dry_run_keeps_nothing_and_says_the_same(run):
    out, _err, error = run([row(1)], "--dry-run")
    assert "Dry run, nothing kept: 1 added" in out and not error
    assert not Doctor.objects.exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"source_id": ""}, "The column source_id is empty."),
        ({"source_id": "d1"}, "d1 stands in this list twice."),
        ({"family_name": ""}, "family_name: This field cannot be blank."),
        ({"npi": "1234567890"}, "npi: Check the NPI: its last digit does not fit the others"),
        ({"specialties": "urology; magic"}, "specialties: “magic” is not one of the choices."),
        ({"locations": "nowhere"}, "locations: there is no “nowhere”"),
        ({"conditions": "cancer-types/none"}, "conditions: there is no “cancer-types/none”"),
        ({"accepting_new_patients": "perhaps"}, "accepting_new_patients: “perhaps” is neither yes nor no."),
        ({"bio": "a\0b"}, "a character is no text"),
        ({"credentials": "x" * 81}, "credentials: Ensure this value has at most 80 characters"),
    ],
)
def test_a_line_that_does_not_fit_is_named_and_the_rest_goes_on(run, fields, words):
    rows = [row(1), row(2, **fields), row(3)]
    out, err, error = run(rows)
    assert f"line 3: {words}" in err
    assert "2 added" in out and "1 refused" in out
    assert error == "1 line(s) could not be imported; the others were."
    assert set(Doctor.objects.values_list("source_id", flat=True)) == {"d1", "d3"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "The column source_id is missing."),
        ("name,street\nA,B\n", "The column source_id is missing."),
        ("source_id,shoe\n1,42\n", "neither a list of doctors (family_name) nor of locations (street)"),
        ("source_id,family_name,shoe\n1,A,42\n", "Nobody knows these columns: shoe."),
        ('source_id,family_name\n1,"open\n', "is no CSV"),
    ],
)
def test_a_file_that_cannot_be_read_changes_nothing(run, text, words):
    assert words in run(text)[2]
    assert not Doctor.objects.exists()


@pytest.mark.parametrize(("rows", "words"), [("{", "no JSON"), ({"a": 1}, "a list of objects")])
def test_json_that_is_no_list_changes_nothing(run, rows, words):
    assert words in run(rows, name="list.json")[2]


def test_json_says_the_same_as_csv(run):
    make_place(source_id="p1")
    entry = {"source_id": "d1", "family_name": "A", "languages": ["en", "es"], "locations": ["p1"], "npi": None}
    assert "1 added" in run([entry], name="list.json")[0]
    assert Doctor.objects.get().languages == ["en", "es"]
    assert "1 unchanged" in run([entry], name="list.json")[0]


def test_a_broken_json_row_is_named(run):
    _out, err, error = run([7, row(2), {"source_id": "x"}], name="list.json")
    assert "line 1: This is no object." in err and "line 3: This is neither" in err and error
    assert Doctor.objects.get().source_id == "d2"


@pytest.mark.parametrize(
    ("rows", "options", "column"),
    [([row(1), row(2, credentials="MD")], [], "credentials"), ([row(1)], ["--retire-missing=100"], "is_active")],
)
def test_only_what_the_list_changes_is_written(run, rows, options, column):
    """What somebody edits on the screen meanwhile is not overwritten."""
    run([row(1), row(2)])
    with CaptureQueriesContext(connection) as queries:
        run(rows, *options)
    [update] = [query["sql"] for query in queries if query["sql"].startswith('UPDATE "directory_doctor"')]
    assert re.findall(r'"(\w+)" = ', update.partition(" WHERE ")[0]) == [column]


def test_nobody_retires_unless_it_is_asked_for(run):
    run([row(number) for number in range(10)])
    run([row(number) for number in range(9)])
    assert Doctor.objects.filter(is_active=True).count() == 10


def test_what_a_complete_list_lacks_retires_and_comes_back(run):
    run([row(number) for number in range(10)])
    by_hand = make_doctor("Byhand", source_id="hand-byhand")
    out, _err, error = run([row(number) for number in range(9)], "--retire-missing")
    assert "d9 retired" in out and not error
    assert not Doctor.objects.get(source_id="d9").is_active
    by_hand.refresh_from_db()
    assert by_hand.is_active
    run([row(9, is_active="yes")])
    assert Doctor.objects.get(source_id="d9").is_active


@pytest.mark.parametrize(
    ("rows", "options", "words"),
    [
        ([row(1)], ["--retire-missing"], "9 of 10 active entries are missing"),
        ([row(1), row(2, npi="1")], ["--retire-missing=100"], "a line that was refused"),
    ],
)
def test_a_broken_list_retires_nobody(run, rows, options, words):
    run([row(number) for number in range(10)])
    assert words in run(rows, *options)[2]
    assert Doctor.objects.filter(is_active=True).count() == 10


def test_a_line_retires_its_entry(run):
    run([row(1)])
    assert "1 retired" in run([row(1, is_active="no")])[0]
    assert not Doctor.objects.get().is_active


def exported(model, path):
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(written(model))
    return path.read_text(encoding="utf-8")


def test_what_is_exported_is_imported_as_unchanged(run, tmp_path):
    guide = make_guide("Liver metastases")
    calendar, contact = make_calendar("Doors"), make_contact_point("main")
    place = make_place(
        source_id="p1",
        calendar=calendar,
        contact_point=contact,
        latitude="43.60000",
        longitude="-77.90000",
        services=["clinic", "imaging"],
        parking="One line.\n\nAnother; with a semicolon.",
    )
    make_doctor(
        "=SUM(1)", given_name="أنا", places=[place], treats=[guide], languages=["ar"], bio="'quoted'", is_active=False
    )
    make_doctor("Other", accepting_new_patients=False)
    for model, count in ((Location, 1), (Doctor, 2)):
        out, _err, error = run(exported(model, tmp_path / "export.csv"))
        assert f"0 added, 0 changed, {count} unchanged, 0 retired, 0 refused" in out and not error


def test_the_demo_is_made_of_examples():
    places, doctors = (
        list(csv.DictReader((DEMO / name).read_text(encoding="utf-8").splitlines())) for name in LISTS.values()
    )
    assert (len(places), len(doctors)) == (5, 24)
    assert all(row["npi"].startswith("9") for row in doctors)  # no such number is ever given out
    assert all("example" in row["credentials"] for row in doctors)
