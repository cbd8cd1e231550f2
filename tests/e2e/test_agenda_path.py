"""From the letter that arrives to the promise that is kept: one path, three roles.

A database of its own, with base data alone. The secretary and the deputy mayor work
on the screens; the mayor has no user and decides on a telephone, by a link.
"""

import csv
import io
import json
import os
import re
import urllib.error
import urllib.request
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
from icalendar import Calendar
from rpc import Client

from tools import databases, odoo_run, templates
from tools.browser import DESKTOP, PHONE, Browser
from tools.odoo_server import OdooServer

SETUP = Path(__file__).with_name("path_setup.py")
LIMA = ZoneInfo("America/Lima")
ACT = "Aniversario del colegio San Martín"
# Two days ahead, so that nothing of it has passed on whatever hour this runs.
DAY = datetime.now(LIMA).date() + timedelta(days=2)


@pytest.fixture(scope="module")
def office():
    """The server of an office that has just started."""
    database = databases.name(f"test_{os.getpid()}_path")
    templates.clone("plain", database)
    try:
        odoo_run.script(database, SETUP.read_text("utf-8"), "setting an office up")
        with OdooServer(database) as server:
            yield server
    finally:
        databases.drop(database)


# ------------------------------------------------------------
# HELPERS
# ------------------------------------------------------------


def at(hour, minute=0, days=0):
    """A moment of the day of the act in Lima."""
    clock = datetime.min.time().replace(hour=hour, minute=minute)
    return datetime.combine(DAY + timedelta(days=days), clock, LIMA)


def utc(moment):
    return moment.astimezone(ZoneInfo("UTC")).strftime("%Y-%m-%d %H:%M:%S")


def field(name):
    return f".o_form_view .o_field_widget[name={name}]"


def button(name):
    return f"button[name={name}]:visible"


def choose(browser, name, text):
    """Pick a record by typing in a field that searches."""
    browser.fill(f"{field(name)} input", text)
    option = ".o-autocomplete--dropdown-item:not(.o_m2o_dropdown_option)"
    browser.page.locator(option, has_text=text).first.click()


def write_time(browser, name, moment):
    """Type a day and time as a clerk does, and leave the field."""
    box = browser.page.locator(f"{field(name)} input").first
    box.fill(moment.strftime("%d/%m/%Y %H:%M:%S"))
    box.press("Tab")


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


# ------------------------------------------------------------
# THE PATH
# ------------------------------------------------------------


def register_letter(browser):
    """The secretary registers what the filing desk handed over."""
    browser.open("/odoo/pr-incoming")
    browser.click(".o_list_button_add, .o-kanban-button-new")
    browser.wait(field("sender_id"))
    browser.fill(f"{field('name')} input, {field('name')} textarea", ACT)
    choose(browser, "sender_id", "Colegio San Martín")
    browser.fill(f"{field('case_file')} input", "EXP. 00123")
    browser.fill(f"{field('document_number')} input", "OFICIO N.° 7-CSM")
    write_time(browser, "act_start", at(10))
    browser.fill(f"{field('place')} input", "Patio del colegio")
    browser.fill(f"{field('act_note')} textarea", "Recibe la directora. Traje formal.")
    browser.click(f"{field('decision')} input[data-value=represented]")
    choose(browser, "represented_by_id", "Abel Ancco")
    save(browser)


def ask_mayor(browser):
    """The secretary asks for the decision; return the link the mayor gets."""
    browser.click(button("action_ask_approval"))
    browser.wait(".modal")
    browser.click(f".modal {button('action_show_link')}")
    address = ".modal .o_field_widget[name=address]"
    browser.wait(address)
    link = re.search(r"https?://\S+/pr/approve/[\w-]+", browser.text(address))[0]
    browser.click(".modal button[special=cancel]:visible")
    browser.wait_gone(".modal")
    return link


def test_path(office):
    with Browser(office.address, DESKTOP) as secretary:
        secretary.login("secretaria", "secretaria")
        register_letter(secretary)
        link = ask_mayor(secretary)
        print(link)
