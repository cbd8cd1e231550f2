"""What pages without an account have in common: how they answer, and in whose name."""

from odoo.exceptions import UserError
from odoo.http import request

# Whoever has the link has the page: nobody keeps it, finds it or learns its address.
HEADERS = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",
}


def get_house_lang(company_sudo):
    """Return the language in which a municipality speaks to everybody."""
    return company_sudo.partner_id.lang or request.env.lang


def render(template, values, lang, status=200):
    """Return a page that opens by a link, in a language."""
    request.update_context(lang=lang)
    response = request.render(template, values, status=status)
    response.headers.update(HEADERS)
    return response


def do_as(user_id, work):
    """Act in a user's name, all or nothing; return what went wrong, or ``""``.

    The user becomes the request's own meanwhile: core checks what is written on
    contacts against that one.

    :param int user_id: in whose name
    :param work: called without arguments
    """
    visitor_id, lang = request.env.uid, request.env.lang
    request.update_env(user=user_id)
    request.update_context(lang=lang)
    try:
        with request.env.cr.savepoint():
            work()
            request.env.flush_all()
    except UserError as error:
        return error.args[0]
    finally:
        request.update_env(user=visitor_id)
    return ""
