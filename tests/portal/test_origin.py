"""Which network a request comes from: what a proxy says counts only where a proxy is trusted."""

import pytest
from django.test import RequestFactory

from portal.origin import network


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::2", "2001:db8:1:2::/64"),
        ("", ""),
        ("no address", ""),
    ],
)
def test_a_household_counts_as_one(address, expected):
    assert network(RequestFactory().get("/", REMOTE_ADDR=address)) == expected


@pytest.mark.parametrize(
    ("trusted", "expected"), [(None, "127.0.0.1"), (("HTTP_X_FORWARDED_PROTO", "https"), "192.0.2.7")]
)
def test_only_the_last_address_of_a_trusted_proxy_counts(settings, trusted, expected):
    settings.SECURE_PROXY_SSL_HEADER = trusted
    request = RequestFactory().get("/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.9, 192.0.2.7")
    assert network(request) == expected
