import pytest

from tests import factories


@pytest.fixture
def staff(client):
    """A browser in which a superuser is signed in."""
    client.force_login(factories.make_superuser())
    return client


@pytest.fixture
def guide_with_chapters():
    return factories.make_guide("Colon cancer", chapters=["symptoms", "treatment"])
