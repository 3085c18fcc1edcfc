"""The demo has something to do for everybody who reviews."""

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import TaskState, WorkflowState

from conditions.models import ConditionPage, Reviewer, TreatmentPage
from conditions.seeding_reviews import seed_reviews
from portal.models import User
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(settings, tmp_path):
    settings.STATE_DIR = tmp_path
    for title in ("Kidney cancer", "Skin cancer"):
        factories.make_guide(title, chapters=["symptoms"])
    for title in ("MRI scan", "Ultrasound", "Biopsy"):
        factories.make_treatment(title)


def test_texts_wait_at_each_step_one_came_back_and_two_fall_due(pages):
    call_command("finish_conditions", verbosity=0)
    steps = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).order_by("started_at")
    assert [step.task.name for step in steps] == ["Medical review", "Editorial check"]
    assert WorkflowState.objects.filter(status=WorkflowState.STATUS_NEEDS_CHANGES).count() == 1
    days = {page.slug: (page.next_review_due - timezone.localdate()).days for page in TreatmentPage.objects.all()}
    assert (days["ultrasound"], days["biopsy"]) == (-12, 20)
    assert Reviewer.objects.get(user=User.objects.get(username="reviewer")).is_example
    assert not any(page.has_unpublished_changes for page in TreatmentPage.objects.filter(slug="ultrasound"))
    assert ConditionPage.objects.get(slug="kidney-cancer").summary == "Kidney cancer in short."


def test_the_second_time_nothing_happens(pages):
    assert seed_reviews() == 5
    assert seed_reviews() == 0


def test_a_site_without_the_demo_gets_the_people_only(settings, tmp_path):
    settings.STATE_DIR = tmp_path
    factories.make_home()
    assert seed_reviews() == 0
    assert Reviewer.objects.count() == 1
