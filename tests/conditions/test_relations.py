"""A relation is stored once, never to itself, and refused with a message at its row."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from wagtail.test.utils.form_data import inline_formset

from conditions.models import ConditionPage, ConditionRelation, ConditionTreatment
from tests import factories
from tests.conditions import editor

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    client.force_login(factories.make_superuser())
    return client


@pytest.fixture
def liver():
    return factories.make_guide("Liver metastases")


@pytest.fixture
def colon():
    return factories.make_guide("Colon cancer")


def row(target, kind="confused_with", **fields):
    return {"target": target.pk if target else "", "kind": kind, "frequency": "", "note": ""} | fields


def rows(*new, initial=0):
    return inline_formset(list(new), initial=initial)


def stored(row):
    return {"id": row.pk, "target": row.target_id, "kind": row.kind, "frequency": row.frequency, "note": row.note}


# ---- the database ----


def test_the_database_refuses_a_relation_to_itself(liver):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.make_relation(liver, liver)


@pytest.mark.parametrize("turned", [False, True])
def test_the_database_keeps_a_pair_once_from_either_end(liver, colon, turned):
    factories.make_relation(liver, colon)
    ends = (colon, liver) if turned else (liver, colon)
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.make_relation(*ends)


def test_a_pair_may_have_relations_of_several_kinds(liver, colon):
    factories.make_relation(liver, colon)
    factories.make_relation(liver, colon, "spreads_from", frequency="common")
    assert ConditionRelation.objects.count() == 2


@pytest.mark.parametrize(("kind", "frequency"), [("spreads_from", ""), ("confused_with", "rare")])
def test_a_frequency_belongs_to_where_it_can_start_and_only_there(liver, colon, kind, frequency):
    with pytest.raises(ValidationError) as error:
        ConditionRelation(page=liver, target=colon, kind=kind, frequency=frequency).full_clean()
    assert "frequency" in error.value.message_dict


# ---- the editor ----

EACH_ACTION = pytest.mark.parametrize("action", ["", "publish"], ids=["draft", "publish"])


@EACH_ACTION
def test_a_relation_to_itself_is_refused_at_its_row(staff, liver, action):
    response = editor.edit(staff, liver, action, relations=rows(row(liver)))
    assert editor.row_errors(response, "relations") == [{"target": ["A condition cannot be related to itself."]}]


@EACH_ACTION
def test_a_relation_entered_twice_in_one_form_is_refused_at_the_second_row(staff, liver, colon, action):
    response = editor.edit(staff, liver, action, relations=rows(row(colon), row(colon)))
    first, second = editor.row_errors(response, "relations")
    assert first == {}
    assert "entered twice" in second["target"][0]


@EACH_ACTION
def test_a_relation_that_the_other_page_has_is_refused_at_its_row(staff, liver, colon, action):
    factories.make_relation(colon, liver)
    response = editor.edit(staff, liver, action, relations=rows(row(colon)))
    [errors] = editor.row_errors(response, "relations")
    assert "stored once and shown on both" in errors["target"][0]
    assert "Colon cancer" in response.content.decode()


@pytest.mark.parametrize("live", [False, True])
def test_a_new_row_that_repeats_a_stored_one_is_refused(staff, colon, live):
    liver = factories.make_guide("Liver metastases", live=live)
    relation = factories.make_relation(liver, colon)
    response = editor.edit(staff, liver, relations=rows(stored(relation), row(colon), initial=1))
    assert "entered twice" in editor.row_errors(response, "relations")[1]["target"][0]


def test_a_row_that_is_deleted_in_the_form_does_not_stand_in_the_way(staff, liver, colon):
    relation = factories.make_relation(liver, colon)
    liver = ConditionPage.objects.get(pk=liver.pk)
    gone = stored(relation) | {"DELETE": "on"}
    response = editor.edit(staff, liver, "publish", relations=rows(gone, row(colon, note="New"), initial=1))
    assert response.status_code == 302
    assert [relation.note for relation in ConditionRelation.objects.all()] == ["New"]


def test_a_new_guide_with_two_equal_rows_is_refused_and_keeps_what_was_typed(staff, colon):
    response = editor.create(
        staff,
        factories.make_index(),
        ConditionPage,
        title="Typed title",
        slug="new",
        relations=rows(row(colon), row(colon)),
    )
    assert "entered twice" in editor.row_errors(response, "relations")[1]["target"][0]
    assert "Typed title" in response.content.decode()


def test_a_sound_relation_is_saved_and_published(staff, liver, colon):
    response = editor.edit(staff, liver, "publish", relations=rows(row(colon, "spreads_from", frequency="common")))
    assert response.status_code == 302
    assert ConditionRelation.objects.get().target_id == colon.pk


def test_a_relation_to_a_draft_can_be_saved_but_not_published(staff, liver):
    draft = factories.make_guide("Skin cancer", live=False)
    assert editor.edit(staff, liver, relations=rows(row(draft))).status_code == 302
    response = editor.edit(staff, liver, "publish", relations=rows(row(draft)))
    [errors] = editor.row_errors(response, "relations")
    assert "not published" in errors["target"][0]


def test_a_treatment_listed_twice_is_refused(staff, liver):
    ablation = factories.make_treatment()
    twice = {"treatment": ablation.pk, "role": "treated_by"}
    response = editor.edit(staff, liver, condition_treatments=rows(twice, twice))
    assert response.status_code == 200
    assert any(editor.row_errors(response, "condition_treatments"))
    assert not ConditionTreatment.objects.exists()


def test_a_pair_entered_in_two_drafts_is_refused_when_the_second_goes_live(liver, colon):
    for page, target in ((liver, colon), (colon, liver)):
        page.relations = [ConditionRelation(target=target, kind="confused_with")]
    first, second = liver.save_revision(), colon.save_revision()
    first.publish()
    with pytest.raises(ValidationError, match="stored once"):
        second.publish()


# ---- drafts whose target is gone ----


def test_a_draft_that_relates_to_a_deleted_guide_still_opens(staff, liver, colon):
    treatment = factories.make_treatment()
    liver.relations = [ConditionRelation(target=colon, kind="confused_with")]
    liver.condition_treatments = [ConditionTreatment(treatment=treatment, role="treated_by")]
    liver.summary = "A summary to keep."
    liver.save_revision()
    colon.delete()
    treatment.delete()
    draft = ConditionPage.objects.get(pk=liver.pk).get_latest_revision_as_object()
    assert list(draft.relations.all()) == []
    assert list(draft.condition_treatments.all()) == []
    assert draft.summary == "A summary to keep."
    assert staff.get(f"/admin/pages/{liver.pk}/edit/").status_code == 200


def test_a_draft_with_a_deleted_team_or_contact_still_opens(liver):
    liver.owner_team = factories.make_team("Another team")
    liver.contact_point = factories.make_contact_point()
    liver.save_revision()
    for gone in (liver.owner_team, liver.contact_point):
        type(gone).objects.filter(pk=gone.pk).delete()
    draft = ConditionPage.objects.get(pk=liver.pk).get_latest_revision_as_object()
    assert (draft.owner_team, draft.contact_point) == (None, None)


def test_a_preview_of_an_invalid_guide_is_answered(staff, liver):
    """Nothing was valid before, so there is nothing to show; the editor says so and goes on."""
    data = editor.edit_data(staff, liver) | editor.as_data({"relations": rows(row(liver))}, "")
    answer = staff.post(editor.page_url("preview_on_edit", liver), data)
    assert (answer.status_code, answer.json()["is_valid"]) == (200, False)
    assert staff.get(editor.page_url("preview_on_edit", liver)).status_code == 200


def test_a_preview_of_a_valid_guide_shows_its_relations(staff, liver, colon):
    data = editor.edit_data(staff, liver) | editor.as_data({"relations": rows(row(colon))}, "")
    assert staff.post(editor.page_url("preview_on_edit", liver), data).json()["is_valid"]
    assert "Looking for Colon cancer?" in staff.get(editor.page_url("preview_on_edit", liver)).content.decode()
