"""Pictures of the user guide: ./dev screenshots docs/screenshots.py [NAME...]

Each picture is a page of the demonstration, seen by the role that uses it, at the
width it is used. They are written to docs/img.
"""

import os
import sys
from pathlib import Path

from tools.browser import DESKTOP, PHONE, Browser

IMAGES = Path(__file__).resolve().parent / "img"

# name: (login, path, size, what to wait for)
PICTURES = {
    "instituciones": (
        "protocolo",
        "/odoo/pr-institutions",
        DESKTOP,
        ".o_kanban_record",
    ),
    "instituciones-celular": (
        "protocolo",
        "/odoo/pr-institutions",
        PHONE,
        ".o_kanban_record",
    ),
    "personas": ("protocolo", "/odoo/pr-people", DESKTOP, ".o_kanban_record"),
    "cargos": ("protocolo", "/odoo/pr-posts", DESKTOP, ".o_data_row, .o_kanban_record"),
    "periodos": ("protocolo", "/odoo/pr-mandates", DESKTOP, ".o_data_row"),
    "cambio-de-gestion": (
        "imagen",
        "/odoo/pr-change-of-government",
        DESKTOP,
        ".o_view_controller",
    ),
    "llamadas": ("protocolo", "/odoo/pr-call-lists", DESKTOP, ".o_view_controller"),
    "importar": (
        "protocolo",
        "/odoo/pr-register-import",
        DESKTOP,
        ".o_view_controller",
    ),
    "cartas": ("protocolo", "/odoo/pr-letters", DESKTOP, ".o_data_row"),
    "entregas": ("protocolo", "/odoo/pr-deliveries", DESKTOP, ".o_view_controller"),
    "entregas-celular": (
        "protocolo",
        "/odoo/pr-deliveries",
        PHONE,
        ".o_view_controller",
    ),
    "proximas-fechas": (
        "protocolo",
        "/odoo/pr-upcoming-dates",
        DESKTOP,
        ".o_view_controller",
    ),
    "saludos": ("protocolo", "/odoo/pr-greetings", DESKTOP, ".o_view_controller"),
    "hoja-del-dia": ("secretaria", "/odoo/pr-day-sheet", DESKTOP, ".o_form_view"),
    "convenios": ("protocolo", "/odoo/pr-agreements", DESKTOP, ".o_view_controller"),
    "compromisos": (
        "secretaria",
        "/odoo/pr-commitments",
        DESKTOP,
        ".o_view_controller",
    ),
    "precedencias": (
        "imagen",
        "/odoo/pr-precedence-lists",
        DESKTOP,
        ".o_view_controller",
    ),
    "agenda": ("secretaria", "/odoo/pr-my-agenda", DESKTOP, ".fc-event"),
    "agenda-celular": ("secretaria", "/odoo/pr-my-agenda", PHONE, ".o_calendar_view"),
    "captura-celular": ("secretaria", "/pr/capture", PHONE, "#capture"),
    "mensajes-telefonicos": (
        "secretaria",
        "/odoo/pr-phone-messages",
        DESKTOP,
        ".o_data_row",
    ),
    "recibidos": ("secretaria", "/odoo/pr-incoming", DESKTOP, ".o_view_controller"),
}


def main(wanted):
    address, database = (
        os.environ["PR_OFFICE_ADDRESS"],
        os.environ["PR_OFFICE_DATABASE"],
    )
    chosen = {name: PICTURES[name] for name in wanted or PICTURES}
    for login in sorted({picture[0] for picture in chosen.values()}):
        with Browser(address) as browser:
            browser.login(login, login, db=database)
            take(browser, [item for item in chosen.items() if item[1][0] == login])


def take(browser, pictures):
    for name, (_login, path, size, css) in pictures:
        if browser.size != size:
            browser.resize(size)
        browser.open(path)
        browser.wait(css)
        browser.settle()
        browser.screenshot(IMAGES / f"{name}.png")
        print(f"  {name}.png")


if __name__ == "__main__":
    main(sys.argv[1:])
