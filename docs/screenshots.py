"""Pictures of the user guide: ./dev screenshots docs/screenshots.py [NAME...]

Each picture is a page of the demonstration, seen by the role that uses it, at the
width it is used; an empty login is a visitor. They are written to docs/img.
"""

import os
import sys
from pathlib import Path

from tools.browser import DESKTOP, PHONE, Browser

IMAGES = Path(__file__).resolve().parent / "img"

# name: (login, path, size, what to wait for, what to click before the picture...)
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
    "se-publicara-manana": (
        "secretaria",
        "/odoo/pr-agenda-tomorrow",
        DESKTOP,
        ".o_data_row",
    ),
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
    "audiencias": ("secretaria", "/odoo/pr-audiences", DESKTOP, ".o_kanban_record"),
    "audiencia-formulario-celular": ("", "/pr/audience", PHONE, "#pr_audience_form"),
    "audiencia-proponer": (
        "secretaria",
        "/odoo/pr-audiences",
        DESKTOP,
        ".o_kanban_record",
        ".o_kanban_record:has-text('Yolanda Pilco')",
        "button[name=action_choose_time]:visible",
    ),
    "audiencia-solicitud": (
        "secretaria",
        "/odoo/pr-audiences",
        DESKTOP,
        ".o_kanban_record",
        ".o_kanban_record:has-text('Los puestos reubicados')",
    ),
    "audiencias-del-dia": (
        "secretaria",
        "/odoo/pr-audience-day",
        DESKTOP,
        ".o_data_row",
    ),
    "audiencias-del-dia-celular": (
        "secretaria",
        "/odoo/pr-audience-day",
        PHONE,
        ".o_kanban_record",
    ),
    "audiencias-derivadas": (
        "secretaria",
        "/odoo/pr-audiences-derived",
        DESKTOP,
        ".o_data_row",
    ),
    "audiencias-por-avisar": (
        "secretaria",
        "/odoo/action-pr_office.pr_audience_notice_action",
        DESKTOP,
        ".o_data_row",
    ),
    "audiencias-horarios-liberados": (
        "secretaria",
        "/odoo/action-pr_office.pr_audience_opening_action",
        DESKTOP,
        ".o_data_row",
    ),
    "audiencias-cifras": (
        "secretaria",
        "/odoo/pr-audience-figures",
        DESKTOP,
        ".o_view_controller",
    ),
    "visitas": ("secretaria", "/odoo/pr-visits", DESKTOP, ".o_view_controller"),
    "visitas-conciliacion": (
        "secretaria",
        "/odoo/pr-visits-missing",
        DESKTOP,
        ".o_view_controller",
    ),
    "visitas-publicas": ("", "/pr/visits", DESKTOP, "main"),
    "actos": (
        "protocolo",
        "/odoo/action-pr_office.pr_event_action",
        DESKTOP,
        ".o_data_row",
    ),
    "acto": (
        "protocolo",
        "/odoo/action-pr_office.pr_event_action",
        DESKTOP,
        ".o_data_row",
        ".o_data_row:has-text('aniversario') td[name=name]",
    ),
    "acto-dia": (
        "protocolo",
        "/odoo/action-pr_office.pr_event_action",
        DESKTOP,
        ".o_data_row",
        ".o_data_row:has-text('losa') td[name=name]",
        ".o_notebook a:has-text('El día del acto')",
    ),
    "acto-plano": (
        "protocolo",
        "/odoo/action-pr_office.pr_event_action",
        DESKTOP,
        ".o_data_row",
        ".o_data_row:has-text('aniversario') td[name=name]",
        ".o_notebook a:has-text('Ubicación')",
        "button:has-text('Abrir el plano'):visible",
    ),
    "prensa-revision": (
        "prensa",
        "/odoo/pr-press-review",
        DESKTOP,
        ".o_view_controller",
    ),
    "prensa-archivo": ("prensa", "/odoo/pr-press", DESKTOP, ".o_view_controller"),
    "prensa-anotar-celular": (
        "prensa",
        "/odoo/pr-press-note",
        PHONE,
        ".o_form_view",
    ),
    "captura-celular": ("secretaria", "/pr/capture", PHONE, "#capture"),
    "mensajes-telefonicos": (
        "secretaria",
        "/odoo/pr-phone-messages",
        DESKTOP,
        ".o_data_row",
    ),
    "agendas": ("secretaria", "/odoo/pr-agendas", DESKTOP, ".o_kanban_record"),
    "entrada-con-cruce": (
        "secretaria",
        "/odoo/pr-agenda-conflicts",
        DESKTOP,
        ".o_data_row",
        ".o_data_row:has-text('Hospital') td[name=name]",
    ),
    "cruces": ("secretaria", "/odoo/pr-agenda-conflicts", DESKTOP, ".o_data_row"),
    "recibidos": ("secretaria", "/odoo/pr-incoming", DESKTOP, ".o_data_row"),
    "documento-recibido": (
        "secretaria",
        "/odoo/pr-incoming",
        DESKTOP,
        ".o_data_row",
        ".o_data_row:has-text('Bomberos') td[name=name]",
    ),
    "consultar": (
        "secretaria",
        "/odoo/pr-incoming",
        DESKTOP,
        ".o_data_row",
        ".o_data_row:has-text('Bomberos') td[name=name]",
        "button[name=action_ask_approval]",
    ),
    "suscripciones": (
        "secretaria",
        "/odoo/pr-agenda-subscriptions",
        DESKTOP,
        ".o_data_row",
    ),
    "se-publica": (
        "secretaria",
        "/odoo/pr-agenda-tomorrow",
        DESKTOP,
        ".o_view_controller",
    ),
    "agenda-publica": ("", "/pr/agenda", DESKTOP, "article"),
    "agenda-publica-celular": ("", "/pr/agenda", PHONE, "article"),
    "obsequios": ("secretaria", "/odoo/pr-gifts", DESKTOP, ".o_data_row"),
    "comisiones": ("secretaria", "/odoo/pr-trips", DESKTOP, ".o_data_row"),
    "avisos-de-privacidad": (
        "imagen",
        "/odoo/pr-privacy-notices",
        DESKTOP,
        ".o_data_row",
    ),
    "reglas-de-conservacion": (
        "imagen",
        "/odoo/pr-retention-rules",
        DESKTOP,
        ".o_data_row",
    ),
}


def approval(browser):
    """The page that the mayor opens on the telephone."""
    browser.open("/odoo/pr-incoming")
    browser.click(".o_data_row:has-text('embajadora') td[name=name]")
    browser.click(".o_field_widget[name=decision] input[data-value=attends]")
    browser.click("button[name=action_ask_approval]")
    browser.click(".modal button[name=action_show_link]")
    shown = ".modal .o_field_widget[name=address]"
    browser.wait(shown)
    link = browser.text(shown).split("/pr/approve/")[1].split()[0]
    with browser.visitor(PHONE) as mayor:
        mayor.open(f"/pr/approve/{link}")
        mayor.screenshot(IMAGES / "aprobacion-celular.png")


def subscription(browser):
    """The private address of an agenda, with its code."""
    browser.open("/odoo/pr-agendas")
    browser.click(".o_kanban_record:has-text('Alcald') button[name=action_subscribe]")
    browser.fill(".modal .o_field_widget[name=name] input", "iPhone de la Alcaldesa")
    browser.click(".modal button[name=action_new_link]")
    browser.wait(".modal .o_field_widget[name=qr_code] img")
    browser.settle()
    browser.screenshot(IMAGES / "suscribir.png")


def receipt(browser):
    """What a neighbour sees after asking for an audience on the telephone."""
    browser.resize(PHONE)
    browser.open("/pr/audience")
    browser.fill("#requester_name", "Paulina Ccama Rojas")
    browser.fill("#requester_document", "99100190")
    browser.fill("#phone", "900 000 390")
    browser.page.select_option("#tell_by", "whatsapp")
    # Key by key: a form sent within three seconds is taken for a program's.
    browser.type(
        "#subject", "El caño del barrio no cierra y el agua corre por la calle"
    )
    browser.page.locator("#subject").press_sequentially(" todo el día", delay=120)
    browser.click("#pr_audience_form button[type=submit]")
    browser.page.wait_for_url("**nueva=1")
    browser.screenshot(IMAGES / "audiencia-recibida-celular.png")


def choice(browser):
    """The page on which a citizen takes one of the proposed times."""
    show_paper(browser, "/odoo/pr-audiences", "receipt", "Teodosia Apaza")
    token = browser.page.content().split("/pr/audience/")[1][:64]
    with browser.visitor(PHONE) as citizen:
        citizen.open(f"/pr/audience/{token}")
        citizen.screenshot(IMAGES / "audiencia-elegir-celular.png")


def guard(browser):
    """The copy for the entrance: hour and name only."""
    show_paper(browser, "/odoo/pr-audience-day", "guard")
    browser.screenshot(IMAGES / "audiencias-vigilancia.png")


def brief(browser):
    """What the mayor reads before a meeting."""
    show_paper(browser, "/odoo/pr-audiences", "brief", "Los puestos reubicados")
    browser.screenshot(IMAGES / "audiencia-ayuda-memoria.png")


def show_paper(browser, path, paper, who=None):
    """Show a paper of a record as it is before it is printed."""
    browser.open(path)
    if who:
        browser.click(f".o_kanban_record:has-text('{who}')")
    browser.page.wait_for_url(lambda url: url.rsplit("/", 1)[-1].isdigit())
    record = browser.page.url.rsplit("/", 1)[-1]
    browser.open(f"/report/html/pr_office.report_audience_{paper}/{record}")


# Those that take several steps: (login, function)
STORIES = {
    "audiencia-recibida-celular": ("", receipt),
    "aprobacion-celular": ("secretaria", approval),
    "suscribir": ("secretaria", subscription),
    "audiencia-elegir-celular": ("secretaria", choice),
    "audiencias-vigilancia": ("secretaria", guard),
    "audiencia-ayuda-memoria": ("secretaria", brief),
}


def main(wanted):
    address, database = (
        os.environ["PR_OFFICE_ADDRESS"],
        os.environ["PR_OFFICE_DATABASE"],
    )
    every = PICTURES | STORIES
    chosen = {name: every[name] for name in wanted or every}
    for login in sorted({picture[0] for picture in chosen.values()}):
        with Browser(address) as browser:
            if login:
                browser.login(login, login, db=database)
            take(browser, [item for item in chosen.items() if item[1][0] == login])


def take(browser, pictures):
    for name, (_login, *about) in pictures:
        if name in STORIES:
            size = DESKTOP
        else:
            path, size, *selectors = about
        if browser.size != size:
            browser.resize(size)
        if name in STORIES:
            about[0](browser)
        else:
            photograph(browser, name, path, selectors)
        print(f"  {name}.png")


def photograph(browser, name, path, selectors):
    browser.open(path)
    browser.wait(selectors[0])
    for css in selectors[1:]:
        browser.click(css)
        browser.settle()
    browser.settle()
    browser.screenshot(IMAGES / f"{name}.png")


if __name__ == "__main__":
    main(sys.argv[1:])
