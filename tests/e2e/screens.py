"""Hands on the screens of the web client, shared by the paths."""

import re
import urllib.error
import urllib.request

from playwright.sync_api import expect

CURRENT = ".o_arrow_button_current"
# Milliseconds in which a calendar that is about to open has opened.
CALENDAR_OPENS = 300


def field(name):
    return f".o_form_view .o_field_widget[name={name}]"


def button(name):
    return f"button[name={name}]:visible"


def choose(browser, name, text):
    """Pick a record by typing in a field that searches."""
    browser.fill(f"{field(name)} input", text)
    option = ".o-autocomplete--dropdown-item:not(.o_m2o_dropdown_option)"
    # The form asks the server what follows, and redraws its fields.
    with browser.page.expect_response(re.compile("/onchange")):
        browser.page.locator(option, has_text=text).first.click()


def write(browser, name, text):
    """Type a text, leave the field, and see that it stands there."""
    box = browser.page.locator(f"{field(name)} input, {field(name)} textarea").first
    expect(box).to_be_editable()
    box.fill(text)
    box.press("Tab")
    expect(box).to_have_value(text)


def write_day(box, moment, form="%d/%m/%Y"):
    """Type a day, or a day and time, and leave with its calendar shut.

    A calendar that opens while the key is pressed stays open over the fields
    below it: the key is then pressed once more, where it shuts the calendar.
    """
    calendar = box.page.locator(".o_datetime_picker")
    box.fill(moment.strftime(form))
    box.press("Tab")
    box.page.wait_for_timeout(CALENDAR_OPENS)
    if calendar.is_visible():
        box.press("Tab")
    expect(calendar).to_be_hidden()


def save(browser):
    browser.click(".o_form_button_save")
    browser.wait(".o_form_saved")


def get(url):
    """Status and text of what anybody may open."""
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:
            return answer.status, answer.read().decode("utf-8-sig")
    except urllib.error.HTTPError as error:
        return error.code, ""


def ask_official(browser):
    """Ask the official by a link; return the link that he or she gets."""
    browser.click(button("action_ask_approval"))
    browser.wait(".modal")
    browser.click(f".modal {button('action_show_link')}")
    address = ".modal .o_field_widget[name=address]"
    browser.wait(address)
    link = re.search(r"https?://\S+/pr/approve/[\w-]+", browser.text(address))[0]
    browser.click(".modal button[special=cancel]:visible")
    browser.wait_gone(".modal")
    return link
