# What an office needs to hear neighbours; runs in Odoo's shell after path_setup.py,
# whose names it goes on using.
# ruff: noqa: F821
from datetime import datetime, timedelta

company.write(
    {
        "email": "alcaldia@prueba.example",
        "phone": "+51 900 111 000",
        "street": "Plaza de Armas 1",
        "city": "Prueba",
        "pr_audience_form": True,
        "pr_visits_public": True,
    }
)
# What comes in by the web is for the first agenda: the mayor's.
env["pr.agenda"].search([("partner_id", "=", mayor.id)]).sequence = 1
env["pr.audience.zone"].create({"name": "Barrio Alto"})
notice = env["pr.privacy.notice"].create(
    {
        "code": "audience",
        "title": "Aviso de privacidad",
        "text": "<p>Sus datos sirven para atender su solicitud.</p>",
        "legal_source": "Ley N.° 29733, art. 18",
        "approved_by": "Asesoría Jurídica",
        "valid_from": SINCE,
    }
)
notice.action_publish()

# Third role: an employee without any right of the office, who keeps promises.
works = person("Rufino", "Choque", "male", email="obras@prueba.example")
user(works, "obras")
works.user_ids.group_ids = env.ref("base.group_user")

# The same neighbour was here before, about the same.
earlier = env["pr.audience"].create(
    {
        "channel": "counter",
        "date_received": datetime.now() - timedelta(days=20),
        "requester_name": "Eufemia Larico Mamani",
        "requester_document": "45678912",
        "phone": "+51 900 333 444",
        "subject": "La vereda de mi cuadra se hundió",
    }
)
earlier.withdraw("Va a volver con una foto.")
env.cr.commit()
