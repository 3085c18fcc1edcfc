import pytest
from tests import factories
pytestmark = pytest.mark.django_db

def test_x():
    guide = factories.make_guide(chapters=["symptoms"])
    assert guide.live
    factories.make_treatment(); factories.make_support(); factories.make_standard(); factories.make_legal()
    factories.make_contact_point(); factories.make_alert(); factories.make_image(); factories.make_term(); factories.make_anatomy()
    factories.make_home("es")
