import pytest

from pr_office.tools import rates


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("190.12.3.4", "::ffff:190.12.3.4"),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"),
        ("fe80::1%eth0", "fe80::2"),
        ("", None),
        ("junk", "' OR 1=1"),
    ],
)
def test_one_visitor(one, other):
    assert rates.address_key(one) == rates.address_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("190.12.3.4", "190.12.3.5"), ("2001:db8:1:2::1", "2001:db8:1:3::1")],
)
def test_two_visitors(one, other):
    assert rates.address_key(one) != rates.address_key(other)
