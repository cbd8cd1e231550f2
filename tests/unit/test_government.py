from datetime import date

from pr_office.tools import government


def test_the_next_term_starts_on_1_january():
    assert government.next_term_start(date(2026, 11, 23)) == date(2027, 1, 1)
    assert government.next_term_start(date(2026, 1, 1)) == date(2027, 1, 1)


def test_every_seat_has_a_row_and_acting_holders_come_last():
    held = [(0, "acting"), (3, "c"), (1, "a")]
    assert government.seat_rows(3, held) == [
        (1, "a"),
        (2, None),
        (3, "c"),
        (0, "acting"),
    ]
    assert government.seat_rows(1, []) == [(1, None)]


def test_the_same_person_typed_twice():
    key = government.person_key
    assert key("Elena", "Huanca", False) == key("ELENA ", " Huánca", "")
    assert key(False, "", None) == ""
