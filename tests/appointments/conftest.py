"""What several tests of appointments need: a scheduler, a manager, somebody who takes a minute for the form."""

import pytest

from tests.appointments.forms_data import fill
from tests.appointments.makers import make_staff


@pytest.fixture
def ana(db):
    return make_staff("ana", "Scheduler", first_name="Ana")


@pytest.fixture
def lead(db):
    return make_staff("lea", "Scheduling manager", first_name="Lea")


@pytest.fixture
def slow(clock):
    """Somebody who takes a minute for the form."""

    def fill_slowly(client, *arguments, **named):
        url = fill(client, *arguments, **named)
        clock.shift(60)
        return url

    return fill_slowly
