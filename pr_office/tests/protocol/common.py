from datetime import datetime

from odoo.fields import Command

from ..agenda.common import AgendaCase


class ProtocolCase(AgendaCase):
    """A mayor with an agenda, authorities of the region and a list that orders them.

    The list: president, governor, mayor, judge, bishop; ambassadors second if any
    attend. The act is on 12 May 2036 at 10:00 of Lima.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.partner_id.lang = "en_US"
        cls.categories = {
            key: cls.env.ref(f"pr_office.position_category_{key}")
            for key in (
                "president",
                "regional_governor",
                "provincial_mayor",
                "superior_judge",
                "bishop",
                "ambassador",
                "councillor",
            )
        }
        cls.plist = cls._create_list()
        cls.institution = cls.env["res.partner"].create(
            {"name": "Estado", "is_company": True, "pr_in_register": True}
        )
        cls.mayor_post = cls._post("provincial_mayor", "Alcalde")
        cls._hold(cls.mayor, cls.mayor_post)
        cls.governor = cls._holder("regional_governor", "Gabriel Gobernador")
        cls.judge = cls._holder("superior_judge", "Julia Jueza")
        cls.bishop = cls._holder("bishop", "Benito Obispo")
        cls.kind = cls.env["pr.event.type"].create(
            {
                "name": "Ceremonia de prueba",
                "approval": "head",
                "segment_ids": [
                    Command.create({"name": "Himno", "minutes": 4}),
                    Command.create({"name": "Discurso", "minutes": 11}),
                ],
            }
        )

    @classmethod
    def _create_list(cls):
        rows = [
            ("president", False),
            ("ambassador", "diplomats"),
            ("regional_governor", False),
            ("provincial_mayor", False),
            ("superior_judge", False),
            ("bishop", False),
            ("ambassador", False),
        ]
        return cls.env["pr.precedence.list"].create(
            {
                "name": "Cuadro de prueba",
                "verified": True,
                "rank_ids": [
                    Command.create(
                        {
                            "sequence": number,
                            "category_id": cls.categories[key].id,
                            "name": key,
                            "condition_key": condition,
                            "basis": "norm",
                            "source": "Norma 1",
                        }
                    )
                    for number, (key, condition) in enumerate(rows, start=1)
                ],
            }
        )

    @classmethod
    def _post(cls, category, name, **values):
        return cls.env["pr.position"].create(
            {
                "name": name,
                "institution_id": cls.institution.id,
                "category_id": cls.categories[category].id,
                **values,
            }
        )

    @classmethod
    def _hold(cls, partner, position, **values):
        return cls.env["pr.mandate"].create(
            {
                "partner_id": partner.id,
                "position_id": position.id,
                "date_start": "2023-01-01",
                **values,
            }
        )

    @classmethod
    def _holder(cls, category, name):
        partner = cls.env["res.partner"].create({"name": name})
        cls._hold(partner, cls._post(category, f"Cargo de {name}"))
        return partner

    @classmethod
    def _act(cls, user=None, **values):
        model = cls.env["pr.event"].with_user(user or cls.officer)
        return model.create(
            {
                "name": "Aniversario",
                "type_id": cls.kind.id,
                "start": datetime(2036, 5, 12, 15),
                "stop": datetime(2036, 5, 12, 16),
                "location": "Plaza de Armas",
                "agenda_ids": [Command.set(cls.agenda.ids)],
                "precedence_list_id": cls.plist.id,
                "host_id": cls.mayor.id,
                "presider_id": cls.mayor.id,
                **values,
            }
        )

    @classmethod
    def _guest(cls, act, partner, **values):
        model = cls.env["pr.event.guest"].with_user(cls.officer)
        return model.create({"event_id": act.id, "partner_id": partner.id, **values})

    @classmethod
    def _planned(cls, **values):
        act = cls._act(**values)
        act.action_plan()
        return act

    def _order_of(self, act):
        counted = act.guest_ids.filtered("place").sorted("place")
        return counted.mapped("card_name")
