"""Guests are dragged to their seats in a real browser, and seated by the keyboard."""

from pathlib import Path

import pytest
from playwright.sync_api import expect
from rpc import Client

SETUP = Path(__file__).with_name("seating_setup.py").read_text(encoding="utf-8")
ANA, BETO, CARLA = "Ana Primera", "Beto Segundo", "Carla Tercera"


@pytest.fixture
def act(shell):
    output = shell(SETUP)
    [line] = [line for line in output.splitlines() if line.startswith("ACT ")]
    return int(line.split()[1])


def open_plan(browser, act):
    browser.login("protocolo", "protocolo")
    browser.open(f"/odoo/action-pr_office.pr_event_action/{act}")
    browser.click(".o_notebook .nav-link[name=seating]")
    browser.click("button[name=action_view_seating]:visible")
    browser.wait(".pr-seat")


def waiting(browser, name):
    return browser.page.locator(".pr-guest", has_text=name)


def seat(browser, number):
    """A chair of the head table, or of the row when it has a letter."""
    zone = "Filas" if "-" in number else "Mesa de honor"
    return browser.page.locator(f'.pr-seat[aria-label^="{zone} {number}"]')


def drag(browser, source, target):
    mouse, boxes = browser.page.mouse, (source.bounding_box(), target.bounding_box())
    for box, press in zip(boxes, (mouse.down, mouse.up), strict=True):
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        mouse.move(x, y, steps=8)
        press()


def test_guests_are_dragged_to_seats_and_back(browser, act, sql):
    open_plan(browser, act)
    drag(browser, waiting(browser, ANA), seat(browser, "1"))
    expect(seat(browser, "1")).to_contain_text("Ana")
    drag(browser, waiting(browser, BETO), seat(browser, "2"))
    expect(seat(browser, "2")).to_contain_text("Beto")
    # Two change seats
    drag(browser, seat(browser, "1"), seat(browser, "2"))
    expect(seat(browser, "2")).to_contain_text("Ana")
    expect(seat(browser, "1")).to_contain_text("Beto")
    browser.click(".pr-undo")
    expect(seat(browser, "1")).to_contain_text("Ana")
    drag(browser, seat(browser, "2"), browser.page.locator(".pr-unseated"))
    expect(waiting(browser, BETO)).to_be_visible()
    seats = f"""
        SELECT g.guest_name, s.honour
          FROM pr_event_guest g JOIN pr_event_seat s ON s.id = g.seat_id
         WHERE g.event_id = {act}"""
    assert sql(seats) == [[ANA, "1"]]
    assert not browser.errors


def test_the_keyboard_does_all_of_it(browser, act):
    open_plan(browser, act)
    keys = browser.page.keyboard
    waiting(browser, CARLA).focus()
    keys.press("Enter")
    seat(browser, "1").focus()
    # The right of who presides is at the left of the drawing
    keys.press("ArrowLeft")
    expect(seat(browser, "2")).to_be_focused()
    keys.press("Enter")
    expect(seat(browser, "2")).to_contain_text("Carla")
    keys.press("ArrowDown")
    expect(browser.page.locator('.pr-seat[aria-label^="Filas"]:focus')).to_have_count(1)
    keys.press("Control+z")
    expect(waiting(browser, CARLA)).to_be_visible()
    assert not browser.errors


def test_a_fixed_seat_is_not_dragged(browser, act):
    open_plan(browser, act)
    drag(browser, waiting(browser, ANA), seat(browser, "1"))
    expect(seat(browser, "1")).to_contain_text("Ana")
    seat(browser, "1").click()
    browser.click(".pr-fix")
    expect(seat(browser, "1")).to_contain_text("⚿")
    drag(browser, seat(browser, "1"), seat(browser, "2"))
    expect(seat(browser, "1")).to_contain_text("Ana")


def test_what_somebody_else_changed_meanwhile_is_told(browser, act, server):
    open_plan(browser, act)
    other = Client(server, "protocolo")
    other.call("pr.event", "action_seat_guests", [act])
    drag(browser, waiting(browser, ANA), seat(browser, "5"))
    notice = browser.page.locator(".o_notification")
    expect(notice).to_contain_text("Otra persona cambió los asientos")
    expect(browser.page.locator(".pr-guest")).to_have_count(0)


def test_a_finger_taps_the_guest_and_then_the_seat(phone, act):
    open_plan(phone, act)
    assert not phone.overflows()
    waiting(phone, ANA).tap()
    seat(phone, "1").tap()
    expect(seat(phone, "1")).to_contain_text("Ana")
    assert not phone.overflows()
