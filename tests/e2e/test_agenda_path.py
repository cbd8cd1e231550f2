"""From the letter that arrives to the promise that is kept: one path, three roles.

A database of its own, with base data alone. The secretary and the deputy mayor work
on the screens; the mayor has no user and decides on a telephone, by a link.
"""

import csv
import io
import json
import os
import re
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
from icalendar import Calendar
from playwright.sync_api import expect
from rpc import Client
from screens import (
    CURRENT,
    ask_official,
    button,
    choose,
    field,
    get,
    save,
    write,
    write_day,
)

from odoo.tools.pdf import PdfReader

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
            Client(server, "admin")  # from now on links point to this server
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


def write_time(browser, name, moment):
    """Type a day and time as a clerk does, and leave the field."""
    box = browser.page.locator(f"{field(name)} input").first
    write_day(box, moment, "%d/%m/%Y %H:%M:%S")


# ------------------------------------------------------------
# THE PATH
# ------------------------------------------------------------


def register_letter(browser):
    """The secretary registers what the filing desk handed over."""
    browser.open("/odoo/pr-incoming")
    browser.click(".o_list_button_add, .o-kanban-button-new")
    browser.wait(field("sender_id"))
    write(browser, "name", ACT)
    choose(browser, "sender_id", "Colegio San Martín")
    write(browser, "case_file", "EXP. 00123")
    write(browser, "document_number", "OFICIO N.° 7-CSM")
    write_time(browser, "act_start", at(10))
    write(browser, "place", "Patio del colegio")
    write(browser, "act_note", "Recibe la directora. Traje formal.")
    browser.click(f"{field('decision')} input[data-value=represented]")
    choose(browser, "represented_by_id", "Abel Ancco")
    save(browser)


def approve(visitor, link):
    """The mayor, nobody's user, approves on the telephone; the link works once."""
    visitor.page.goto(link)
    text = visitor.text(".container")
    for told in (ACT, "Colegio San Martín", "10:00", "Abel Ancco", "Zoila Yana"):
        assert told in text
    assert not visitor.overflows()
    visitor.click("button[value=approved]")
    visitor.wait(".alert-success")
    visitor.page.goto(link)
    assert visitor.page.get_attribute("[data-obstacle]", "data-obstacle") == "used"


def check_what_followed(browser):
    """Entry with its brief, and the reply, which the secretary issues."""
    browser.page.reload()
    browser.wait(f".o_statusbar_status {CURRENT}[data-value=decided]")
    assert ACT in browser.text(field("event_id"))
    browser.click(button("action_open_reply"))
    body = f"{field('body')} .odoo-editor-editable, {field('body')} .o_readonly"
    browser.wait(body)
    assert "Abel Ancco" in browser.text(body)
    browser.click(button("action_issue"))
    browser.wait(f".o_statusbar_status {CURRENT}[data-value=issued]")
    number = browser.text(f"{field('name')}")
    assert re.search(r"OFICIO N.° 001-\d{4}-MDP/A", number)
    browser.page.go_back()
    browser.wait(f".o_statusbar_status {CURRENT}[data-value=answered]")
    browser.click(f"{field('event_id')} a, {field('event_id')} .o_external_button")
    browser.wait(field("pr_briefing"))
    assert "Traje formal" in browser.text(field("pr_briefing"))
    host = browser.page.input_value(f"{field('pr_host_id')} input")
    assert host == "Colegio San Martín"


def see_own_agenda(browser):
    """The deputy mayor finds the act in the own calendar, with who is represented."""
    browser.login("teniente", "teniente")
    browser.open("/odoo/pr-my-agenda")
    browser.click(".o_switch_view.o_list")
    row = browser.page.locator(".o_data_row", has_text=ACT)
    row.wait_for(state="visible")
    assert browser.count(".o_data_row") == 1


def write_other_entries(server):
    """What else stands in the mayor's agenda, written as the calendar does."""
    person = Client(server, "secretaria")
    [agenda] = person.call("pr.agenda", "search", [["name", "=", "Zoila Yana"]])
    context = {"lang": "es_PE", "tz": "America/Lima", "pr_agenda_id": agenda}

    def write(name, start, hours, **values):
        times = {"start": utc(start), "stop": utc(start + timedelta(hours=hours))}
        return person.call(
            "calendar.event",
            "create",
            [{"name": name, **times, "location": "Palacio municipal", **values}],
            context=context,
        )[0]

    def change(ids, **values):
        person.call("calendar.event", "write", ids, values, context=context)

    reserved = {"pr_publication": "reserved", "pr_publication_reason": "Sigue en trato"}
    write("Mesa del agua", at(15), 1)
    write("Trato con el sindicato", at(16, 30), 0.5, **reserved)
    write("Cita médica", at(17, 30), 0.5, pr_publication="private")
    write("Visita por confirmar", at(12), 1, pr_confirmed=False)
    write("Camino a Huayra", at(18, 30), 1, pr_activity_type="travel")
    write("Feria ganadera", at(8, days=1), 10, allday=True)
    weekday = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[DAY.weekday()]
    rule = {"rrule_type": "weekly", "end_type": "count", "count": 4, weekday: True}
    zone = {"event_tz": "America/Lima"}
    base = write("Despacho con vecinos", at(8), 1, recurrency=True, **rule, **zone)
    _first, second, third, fourth = person.call(
        "calendar.event",
        "search",
        [["name", "=", "Despacho con vecinos"], ["id", ">=", base]],
        order="start",
    )
    moved = {"start": utc(at(9, days=8)), "stop": utc(at(10, days=8))}
    change([second], recurrence_update="self_only", **moved)
    person.call("calendar.event", "unlink", [third], context=context)
    change([fourth], recurrence_update="self_only", **reserved)
    return agenda


OFFICIAL = {
    (ACT, at(10)),
    ("Mesa del agua", at(15)),
    ("Feria ganadera", at(0, days=1).date()),
    ("Despacho con vecinos", at(8)),
    ("Despacho con vecinos", at(9, days=8)),
}
HIDDEN = {
    ("Trato con el sindicato", at(16, 30)),
    ("Cita médica", at(17, 30)),
    ("Visita por confirmar", at(12)),
    ("Camino a Huayra", at(18, 30)),
    ("Despacho con vecinos", at(8, days=21)),
}
WORDS = {"sindicato", "médica", "confirmar", "Huayra"}


def subscribe(browser, agenda, scope):
    """Make a private address of the agenda; return it, as it is shown once."""
    browser.open(f"/odoo/pr-agendas/{agenda}")
    browser.click(button("action_subscribe"))
    browser.fill(".modal .o_field_widget[name=name] input", f"Celular {scope}")
    browser.click(f".modal .o_field_widget[name=scope] input[data-value={scope}]")
    browser.click(f".modal {button('action_new_link')}")
    browser.wait(".modal .o_field_widget[name=url]")
    address = browser.text(".modal .o_field_widget[name=url]")
    browser.click(".modal button[special=cancel]:visible")
    browser.wait_gone(".modal")
    return re.search(r"https?://\S+\.ics", address)[0]


def read_calendar(url):
    """What a phone shows of a subscription: a set of (name, start)."""
    status, text = get(url)
    assert status == 200
    events = recurring_ical_events.of(Calendar.from_ical(text)).between(
        DAY - timedelta(days=1), DAY + timedelta(days=40)
    )
    found = [(str(event["SUMMARY"]), event["DTSTART"].dt) for event in events]
    assert len(found) == len(set(found))
    return set(found), text


def check_subscriptions(browser, agenda):
    """Each scope shows what it says, and nothing more."""
    published, text = read_calendar(subscribe(browser, agenda, "public"))
    assert published == OFFICIAL
    assert not any(word in text for word in WORDS)
    everything, _text = read_calendar(subscribe(browser, agenda, "full"))
    assert everything == OFFICIAL | HIDDEN
    busy, text = read_calendar(subscribe(browser, agenda, "busy"))
    assert len({name for name, _start in busy}) == 1
    taken = {start for _name, start in OFFICIAL | HIDDEN} - {at(10)}
    assert {start for _name, start in busy} == taken
    assert not any(word in text for word in WORDS | {"vecinos", "colegio", "agua"})


def check_public(server, visitor):
    """The page, the JSON and the CSV show what is official, and nothing else."""
    period = f"date_from={DAY}&date_to={DAY + timedelta(days=40)}"
    visitor.open(f"/pr/agenda?{period}")
    page = visitor.text("main")
    assert not visitor.overflows()
    _status, text = get(f"{server.address}/pr/agenda.json?{period}")
    rows = [row for row in json.loads(text) if row["official"] == "Zoila Yana"]
    shown = {
        (
            row["what"],
            at(0, days=1).date() if row["all_day"] else datetime.fromisoformat(start),
        )
        for row in rows
        for start in [row["start"]]
    }
    assert shown == OFFICIAL
    assert len(rows) == len(OFFICIAL)
    _status, sheet = get(f"{server.address}/pr/agenda.csv?{period}")
    names = [row["what"] for row in csv.DictReader(io.StringIO(sheet))]
    # The act stands twice: in the deputy mayor's own agenda too.
    assert sorted(names) == sorted([ACT, *(name for name, _start in OFFICIAL)])
    for body in (page, text, sheet):
        assert all(name in body for name, _start in OFFICIAL)
        assert not any(word in body for word in WORDS)


def print_day_sheet(browser, folder):
    """The sheet of the day, as PDF and as picture for a chat."""
    browser.open("/odoo/pr-day-sheet")
    title = browser.page.locator(field("title"))
    for _day in range(3):
        before = title.inner_text()
        if f" {DAY.day} de " in before:
            break
        browser.click(button("action_next"))
        title.filter(has_not_text=before).wait_for()
    browser.download(button("action_print"), folder / "hoja.pdf")
    pages = PdfReader(folder / "hoja.pdf").pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    for told in ("Aniversario", "Abel Ancco", "Mesa del agua", "Cita médica"):
        assert told in text
    browser.click(button("action_share"))
    picture = browser.page.locator(".modal a[href*='/pr/share/'][href$=picture]")
    with browser.page.expect_download() as waiting:
        picture.click()
    waiting.value.save_as(folder / "hoja.png")
    assert (folder / "hoja.png").read_bytes().startswith(b"\x89PNG")


def let_time_pass(server):
    """Ten days later the act is over."""
    for table, columns in (
        ("pr_incoming", ("act_start", "act_stop")),
        ("calendar_event", ("start", "stop")),
    ):
        moved = ", ".join(f"{one} = {one} - interval '10 days'" for one in columns)
        databases.sql(f"UPDATE {table} SET {moved}", server.database)


def report(browser, letter):
    """The deputy mayor, who went, writes what happened, and changes nothing else."""
    browser.login("teniente", "teniente")
    browser.page.goto(letter)
    editor = f"{field('report')} .odoo-editor-editable"
    browser.type(editor, "Asistieron 300 alumnos; piden techar el patio.")
    assert not browser.count(f"{field('place')} input")
    browser.click(button("action_report"))
    browser.wait(f".o_statusbar_status {CURRENT}[data-value=closed]")


def promise(browser, letter):
    """What was promised there is followed up."""
    browser.page.goto(letter)
    browser.wait(f".o_statusbar_status {CURRENT}[data-value=closed]")
    browser.click(".o_notebook a[name=commitments]")
    lines = ".o_field_widget[name=commitment_ids]"
    browser.click(f"{lines} .o_field_x2many_list_row_add a")
    row = f"{lines} .o_selected_row"
    browser.type(f"{row} [name=name] input", "Techar el patio")
    due = browser.page.locator(f"{row} [name=date_due] input")
    write_day(due, DAY + timedelta(days=30))
    save(browser)
    browser.open("/odoo/pr-commitments")
    browser.page.locator(".o_data_row", has_text="Techar el patio").click()
    for name, told in (("origin", ACT), ("partner_id", "Colegio San Martín")):
        box = browser.page.locator(f"{field(name)} input").last
        expect(box).to_have_value(told)


def test_path(office, tmp_path):
    with Browser(office.address, DESKTOP) as secretary:
        secretary.login("secretaria", "secretaria")
        register_letter(secretary)
        letter = secretary.page.url
        link = ask_official(secretary)
        with secretary.visitor(PHONE) as mayor:
            approve(mayor, link)
        check_what_followed(secretary)
        with secretary.visitor(DESKTOP) as deputy:
            see_own_agenda(deputy)
        agenda = write_other_entries(office)
        check_subscriptions(secretary, agenda)
        with secretary.visitor(PHONE) as neighbour:
            check_public(office, neighbour)
        print_day_sheet(secretary, tmp_path)
        let_time_pass(office)
        with secretary.visitor(DESKTOP) as deputy:
            report(deputy, letter)
        promise(secretary, letter)
