"""From a neighbour's form to a promise kept: one path, three roles.

A database of its own, with base data alone, a real server, real mails and a phone. The
neighbour has no account; the secretary works on the screens; an employee of Obras sees
what was promised. The mayor, who has no user, validates by a link.
"""

import csv
import io
import json
import os
import re
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect
from rpc import Client
from screens import CURRENT, ask_official, button, field, get, write_day
from smtp_sink import Sink

from tools import databases, odoo_run, templates
from tools.browser import DESKTOP, PHONE, Browser
from tools.odoo_server import OdooServer

HERE = Path(__file__).parent
WHO = "Eufemia Larico Mamani"
MAIL = "eufemia@correo.example"
PHONE_NUMBER = "900333444"
DOCUMENT = "45678912"
SUBJECT = "La vereda de mi cuadra se hundió y mi madre se cayó dos veces este mes."
WANTED = "Que vengan a verla antes de las lluvias."
SUMMARY = "Reparación de una vereda"
ANSWER = "Obras irá a ver la vereda. Gracias por venir."
PROMISE = "Inspeccionar la vereda del Barrio Alto"
PATIENCE = 60
# Nothing of it may be read by the public.
SECRET = (SUBJECT, "madre", WANTED, MAIL, PHONE_NUMBER, DOCUMENT, "vereda.png")
PIXEL = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00"
    b"\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02"
    b"\xfe\xa7\x9a\xa0\xa0\x00\x00\x00\x00IEND\xaeB`\x82"
)


@pytest.fixture(scope="module")
def sink():
    """The neighbour's post box."""
    with Sink() as running:
        yield running


@pytest.fixture(scope="module")
def office(sink):
    """The server of an office that has just started, with its outgoing mail."""
    database = databases.name(f"test_{os.getpid()}_audience")
    templates.clone("plain", database)
    setup = "".join(
        (HERE / name).read_text("utf-8")
        for name in ("path_setup.py", "audience_path_setup.py")
    )
    options = ["--smtp", "127.0.0.1", "--smtp-port", sink.port]
    options += ["--email-from", "alcaldia@prueba.example", "--max-cron-threads", 1]
    try:
        odoo_run.script(database, setup, "setting an office up")
        with OdooServer(database, options=options) as server:
            Client(server, "admin")  # from now on links point to this server
            yield server
    finally:
        databases.drop(database)


# ------------------------------------------------------------
# HELPERS
# ------------------------------------------------------------


def wait_for(find):
    """What `find` returns, as soon as it returns something."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if found := find():
            return found
        time.sleep(0.2)
    raise AssertionError("waited too long")


def read_mail(sink, words):
    """The mail to the neighbour whose subject has these words, and its text."""
    message = wait_for(
        lambda: next(
            (mail for mail in sink.messages if words in mail["Subject"].lower()), None
        )
    )
    assert MAIL in message["To"]
    text = message.get_body(("plain", "html")).get_content()
    return message, text


def find_link(text):
    return re.search(r"https?://[^\s\"<>]+/pr/audience/[\w-]+", text)[0]


def open_form(browser):
    """The request's form, from the list as a clerk finds it."""
    browser.open("/odoo/pr-audiences")
    browser.page.locator(".o_kanban_record, .o_data_row", has_text=WHO).first.click()
    browser.wait(".o_form_view .o_statusbar_status")


def wait_state(browser, state):
    browser.wait(f".o_statusbar_status {CURRENT}[data-value={state}]")


# ------------------------------------------------------------
# THE PATH
# ------------------------------------------------------------


def ask(neighbour, folder):
    """The neighbour fills the form in on a phone; return the number of the receipt."""
    neighbour.open("/pr/audience")
    photo = folder / "vereda.png"
    photo.write_bytes(PIXEL)
    neighbour.fill("#requester_name", WHO)
    neighbour.fill("#requester_document", DOCUMENT)
    neighbour.fill("#phone", PHONE_NUMBER)
    neighbour.fill("#email", MAIL)
    neighbour.page.select_option("#zone_id", label="Barrio Alto")
    neighbour.page.select_option("#tell_by", "mail")
    # Key by key: a form sent within three seconds is taken for a program's.
    neighbour.type("#subject", SUBJECT)
    neighbour.type("#decision_sought", WANTED)
    neighbour.upload("#files", photo)
    neighbour.page.check("#consent_bulletin")
    assert "Aviso de privacidad" in neighbour.text("#notice summary")
    assert not neighbour.overflows()
    neighbour.click("#pr_audience_form button[type=submit]")
    neighbour.page.wait_for_url(re.compile(r"/pr/audience/[\w-]+\?nueva"))
    assert not neighbour.overflows()
    return re.search(r"SA N.° \d{4}-\d{4}", neighbour.text("main"))[0]


def check_receipt(sink, number):
    """The receipt also comes by mail, with the link to the neighbour's own page."""
    _message, text = read_mail(sink, "recibimos")
    assert number in text
    return find_link(text)


def review(browser, number):
    """The secretary reads the request: term, files, what came earlier."""
    browser.login("secretaria", "secretaria")
    open_form(browser)
    sheet = browser.page.locator(".o_form_view")
    expect(sheet).to_contain_text(number)
    expect(browser.page.locator(field("repeats_id"))).to_contain_text(WHO)
    expect(browser.page.locator(field("date_deadline"))).not_to_be_empty()
    browser.click(button("action_review"))
    wait_state(browser, "in_review")


def propose(browser):
    """Three free times are held for the neighbour to choose from."""
    browser.click(button("action_choose_time"))
    row = ".modal .o_field_widget[name=line_ids] .o_data_row"
    browser.wait(row)
    for place in range(3):
        box = f"{row} >> nth={place} >> [name=is_ticked] input"
        browser.click(box)
        expect(browser.page.locator(box)).to_be_checked()
    browser.click(f".modal {button('action_propose')}")
    browser.wait_gone(".modal")
    open_rows = f"{field('proposal_open_ids')} .o_data_row"
    expect(browser.page.locator(open_rows)).to_have_count(3)


def pick(neighbour, sink):
    """The neighbour opens the mail's link and takes the second time."""
    _message, text = read_mail(sink, "elija")
    neighbour.page.goto(find_link(text))
    offered = "button[name=proposal]"
    assert neighbour.count(offered) == 3
    label = neighbour.texts(offered)[1]
    neighbour.page.locator(offered).nth(1).click()
    neighbour.wait(".alert-success")
    assert label in neighbour.text("main")
    assert not neighbour.count(offered)
    assert not neighbour.overflows()


def check_appointment(server, sink):
    """Its mail brings the appointment as a file; the other times are free again."""
    message, _text = read_mail(sink, "su cita")
    calendars = [
        part for part in message.walk() if part.get_content_type() == "text/calendar"
    ]
    assert calendars
    held = "SELECT count(*) FROM pr_agenda_slot WHERE state = 'held'"
    assert databases.sql(held, server.database) == [["0"]]


def let_day_come(server):
    """The hour of the appointment is now."""
    [[delta]] = databases.sql(
        "SELECT date_trunc('minute', now() AT TIME ZONE 'UTC') - start"
        " FROM pr_audience WHERE state = 'scheduled'",
        server.database,
    )
    for table, condition in (
        ("calendar_event", "id IN (SELECT event_id FROM pr_audience)"),
        ("pr_agenda_slot", "state = 'confirmed'"),
        ("pr_audience", "state = 'scheduled'"),
    ):
        databases.sql(
            f"UPDATE {table} SET start = start + interval '{delta}',"
            f" stop = stop + interval '{delta}' WHERE {condition}",
            server.database,
        )


def receive(browser):
    """The list of the day: the neighbour arrives, goes in, and comes out."""
    browser.open("/odoo/pr-audience-day")
    row = browser.page.locator(".o_data_row", has_text=WHO)
    for step in ("action_arrived", "action_enter", "action_leave"):
        row.locator(f"button[name={step}]").click()
        row.locator(f"button[name={step}]").wait_for(state="hidden")
    row.locator("button[name=action_open_meeting]").click()
    wait_state(browser, "held")


def write_down(browser):
    """What was said, and what was promised to the neighbour."""
    browser.type(f"{field('minutes_text')} .odoo-editor-editable", "Se vio la foto.")
    browser.click(button("action_new_commitment"))
    browser.wait(".modal .o_field_widget[name=name]")
    browser.fill(
        ".modal .o_field_widget[name=name] textarea,"
        " .modal .o_field_widget[name=name] input",
        PROMISE,
    )
    browser.fill(".modal .o_field_widget[name=user_id] input", "Rufino")
    browser.click(".o-autocomplete--dropdown-item:has-text('Rufino')")
    due = browser.page.locator(".modal .o_field_widget[name=date_due] input")
    write_day(due, datetime.now() + timedelta(days=20))
    browser.page.check(".modal .o_field_widget[name=is_shown_to_citizen] input")
    browser.click(".modal .o_form_button_save, .modal footer .btn-primary")
    browser.wait_gone(".modal")
    expect(browser.page.locator(field("commitment_ids"))).to_contain_text(PROMISE)


def close(browser):
    """The mayor validates the final motive by a link; then the secretary closes."""
    open_form(browser)
    wait_state(browser, "held")
    browser.click(".o_notebook a[name=result]")
    motive = f"{field('motive_final')} input"
    browser.click(motive)
    browser.click(".o_select_menu_item:has-text('Provisión')")
    browser.fill(f"{field('public_summary')} input", SUMMARY)
    browser.click(".o_form_button_save")
    browser.wait(".o_form_saved")
    link = ask_official(browser)
    with browser.visitor(PHONE) as mayor:
        mayor.page.goto(link)
        assert SUMMARY in mayor.text(".container")
        mayor.click("button[value=approved]")
        mayor.wait(".alert-success")
    browser.page.reload()
    browser.click(button("action_prepare_close"))
    browser.fill(".modal .o_field_widget[name=text] textarea", ANSWER)
    browser.click(f".modal {button('action_close')}")
    browser.wait_gone(".modal")
    wait_state(browser, "closed")


def check_public(server, visitor):
    """The row of the register: page, JSON and CSV, none of the own words."""
    visitor.open("/pr/visits")
    page = visitor.text("main")
    assert not visitor.overflows()
    _status, text = get(f"{server.address}/pr/visits.json")
    [row] = json.loads(text)
    _status, sheet = get(f"{server.address}/pr/visits.csv")
    [line] = csv.DictReader(io.StringIO(sheet))
    assert set(row) == set(line)
    for body in (page, text, sheet):
        for told in (WHO, "Zoila Yana", SUMMARY):
            assert told in body
        for secret in SECRET:
            assert secret not in body


def answer(neighbour, link):
    """The neighbour reads the answer and the promise, and says how it was."""
    neighbour.page.goto(link)
    page = neighbour.text("main")
    assert ANSWER in page
    assert PROMISE in page
    neighbour.page.check("input[name=value][value='5']")
    neighbour.fill("#rate_text", "Me escucharon.")
    neighbour.click("form[action$=rate] button:not([type=button])")
    neighbour.wait(".alert-success")


def keep(owner, server):
    """Obras sees the promise in the own list and closes it with its evidence."""
    owner.login("obras", "obras")
    owner.open("/odoo/pr-my-commitments")
    owner.page.locator(".o_data_row, .o_kanban_record", has_text=PROMISE).first.click()
    owner.wait(".o_form_view")
    owner.click(button("action_done"))
    owner.wait(".modal")
    owner.fill(".modal textarea", "Se inspeccionó y se puso cinta.")
    owner.click(".modal footer .btn-primary")
    owner.wait_gone(".modal")
    done = "SELECT state FROM pr_commitment"
    wait_for(lambda: databases.sql(done, server.database) == [["done"]])


def test_path(office, sink, tmp_path):
    with Browser(office.address, DESKTOP) as secretary:
        with secretary.visitor(PHONE) as neighbour:
            number = ask(neighbour, tmp_path)
            link = check_receipt(sink, number)
            review(secretary, number)
            propose(secretary)
            pick(neighbour, sink)
            check_appointment(office, sink)
            let_day_come(office)
            receive(secretary)
            write_down(secretary)
            close(secretary)
            with secretary.visitor(PHONE) as public:
                check_public(office, public)
            answer(neighbour, link)
            with secretary.visitor(DESKTOP) as owner:
                keep(owner, office)
            neighbour.page.reload()
            assert "Cumplido" in neighbour.text("main")
        [[satisfaction]] = databases.sql(
            "SELECT satisfaction FROM pr_audience WHERE satisfaction_on IS NOT NULL",
            office.database,
        )
        assert satisfaction == "5"
