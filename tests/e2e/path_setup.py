"""Base data of an office that has just started, run in Odoo's shell.

What a municipality has before the first letter arrives: the authorities with their
posts, a secretary, two agendas, a school in the register. Nothing else.
"""

from odoo import fields

env["res.lang"]._activate_and_install_lang("es_PE")  # noqa: F821
env = env(context={"lang": "es_PE", "no_reset_password": True})  # noqa: F821
HERE = {"lang": "es_PE", "tz": "America/Lima"}
SINCE = fields.Date.today().replace(month=1, day=1)


def group(name):
    return env.ref(f"pr_office.group_{name}").ids


def person(given, surname, gender, **values):
    names = {"pr_given_names": given, "pr_surname": surname, "pr_gender": gender}
    return env["res.partner"].create(names | HERE | values)


def post(name, institution, holder):
    position = env["pr.position"].create(
        {"name": name, "institution_id": institution.id}
    )
    env["pr.mandate"].create(
        {"partner_id": holder.id, "position_id": position.id, "date_start": SINCE}
    )
    return position


def user(partner, login, *groups):
    ids = [one for name in groups for one in group(name)]
    return env["res.users"].create(
        {
            "partner_id": partner.id,
            "login": login,
            "password": login,
            "group_ids": [fields.Command.set(ids)],
        }
    )


env["ir.default"].set("res.partner", "lang", "es_PE")
company = env.company
company.partner_id.write(HERE)
company.write(
    {"name": "Municipalidad de Prueba", "pr_acronym": "MDP", "pr_setup_done": True}
)
company.resource_calendar_id.tz = "America/Lima"

mayor = person("Zoila", "Yana", "female", phone="+51 900 111 222")
deputy = person("Abel", "Ancco", "male", email="abel@prueba.example")
gladys = person("Gladys", "Nina", "female", email="gladys@prueba.example")
secretary = user(gladys, "secretaria", "secretary")
user(deputy, "teniente", "reader")
company.pr_signatory_position_id = post("Alcaldesa", company.partner_id, mayor)
post("Teniente alcalde", company.partner_id, deputy)

school = env["res.partner"].create(
    {"name": "Colegio San Martín", "is_company": True, "street": "Jr. Lima 12"} | HERE
)
post("Directora", school, person("Rosa", "Puma", "female"))
# The mayor has no user: approval, agenda and subscriptions work all the same.
env["pr.agenda"].create(
    [
        {"partner_id": mayor.id, "delegate_ids": secretary.ids},
        {"partner_id": deputy.id},
    ]
)
env.cr.commit()
