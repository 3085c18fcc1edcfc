"""A page asks nobody but us, keeps its own content security policy and says nothing to the console."""

import pytest

from tests.journeys.places import PLACES, visit

# the browser itself notes in the console that the document has this status
ANSWERS_WITH = {"page not found": 404, "bad request": 400, "feedback error": 400}


@pytest.mark.parametrize("name", PLACES)
def test_nothing_leaves_the_host_and_nothing_goes_wrong(page, complaints, name):
    visit(page, name)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")  # pictures further down load now
    page.wait_for_load_state("networkidle")
    if status := ANSWERS_WITH.get(name):
        assert f"status of {status}" in complaints.pop(0)
    assert complaints == []


def test_a_violation_of_the_policy_would_be_heard(page, complaints):
    visit(page, "guide")
    page.evaluate("document.body.setAttribute('onclick', '1')")
    page.evaluate("document.head.append(Object.assign(document.createElement('script'), {text: '1'}))")
    page.wait_for_function("true")
    assert any(text.startswith("CSP: script-src") for text in complaints)
