"""Odoo shell script: the form open without limits, and seals of a minute ago.

Run by audience_form.py, which puts COUNT in front; leaves ``result``.
"""

# ruff: noqa: F821
import time

from odoo.tools import hmac

from odoo.addons.pr_office.tools import form_seals

company = env.ref("base.public_user").company_id
company.write(
    {
        "pr_audience_form": True,
        "pr_audience_form_tries": 1_000_000,
        "pr_audience_form_hourly": 1_000_000,
    }
)
notice = env["pr.privacy.notice"].create(
    {
        "code": "audience",
        "title": "Aviso de privacidad",
        "text": "<p>Para atender su solicitud.</p>",
        "approved_by": "Asesoría Jurídica",
        "company_id": company.id,
    }
)
notice.action_publish()
mailing_list = env["mailing.list"].create({"name": "Vecinos", "is_public": True})
env.cr.commit()


def sign(text):
    return hmac(env(su=True), "pr_office.audience_form", text)


opened = time.time() - 60
result = {
    "seals": [form_seals.make_seal(opened, sign) for _ in range(COUNT)],
    "list": mailing_list.id,
}
