from odoo.tests import TransactionCase, new_test_user

ROLES = ("reader", "user", "secretary", "manager", "auditor")


class RegisterCase(TransactionCase):
    """A town with its municipality, its court and the people who serve there.

    Fixed days: the mayor's term runs from 2023 to 2026, her predecessor's ended in
    2022; tests that depend on today freeze it at :attr:`TODAY`.
    """

    TODAY = "2025-06-15"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env["base"].with_context(tracking_disable=True).env
        cls.town, cls.court = cls._create_institutions()
        cls.post_mayor, cls.post_councillor, cls.post_judge = cls._create_posts()
        cls.rosa, cls.juan, cls.fortunato = cls._create_people()
        cls.mandate_past, cls.mandate_now = cls._create_mandates()

    @classmethod
    def _create_institutions(cls):
        return cls.env["res.partner"].create(
            [
                {
                    "name": "Municipalidad Provincial de Huamaní",
                    "pr_acronym": "MPH",
                    "is_company": True,
                    "pr_in_register": True,
                    "phone": "084 221100",
                    "street": "Plaza de Armas s/n",
                    "city": "Huamaní",
                },
                {
                    "name": "Corte Superior de Justicia",
                    "is_company": True,
                    "pr_in_register": True,
                },
            ]
        )

    @classmethod
    def _create_posts(cls):
        return cls.env["pr.position"].create(
            [
                {
                    "name": "Alcalde/sa",
                    "name_female": "Alcaldesa",
                    "name_male": "Alcalde",
                    "institution_id": cls.town.id,
                    "sequence": 1,
                },
                {
                    "name": "Regidor/a",
                    "institution_id": cls.town.id,
                    "sequence": 2,
                    "seats": 3,
                },
                {"name": "Presidente/a de la Corte", "institution_id": cls.court.id},
            ]
        )

    @classmethod
    def _create_people(cls):
        return cls.env["res.partner"].create(
            [
                {
                    "pr_given_names": "Rosa Elena",
                    "pr_surname": "Quispe",
                    "pr_second_surname": "Mamani",
                    "pr_gender": "female",
                    "pr_title": "Ing.",
                    "pr_birth_month": "2",
                    "pr_birth_day": 29,
                },
                {"pr_given_names": "Juan", "pr_surname": "Huamán"},
                {"pr_given_names": "Fortunato", "pr_surname": "Ccori"},
            ]
        )

    @classmethod
    def _create_mandates(cls):
        return cls.env["pr.mandate"].create(
            [
                {
                    "partner_id": cls.fortunato.id,
                    "position_id": cls.post_mayor.id,
                    "date_start": "2019-01-01",
                    "date_end": "2022-12-31",
                },
                {
                    "partner_id": cls.rosa.id,
                    "position_id": cls.post_mayor.id,
                    "date_start": "2023-01-01",
                    "date_end": "2026-12-31",
                },
            ]
        )

    @classmethod
    def _create_users(cls):
        """One user per role and, to tell them from, an internal one without any.

        :return: dict of role and ``res.users``; ``internal`` has no role
        """
        users = {
            role: new_test_user(cls.env, f"pr_{role}", groups=f"pr_office.group_{role}")
            for role in ROLES
        }
        users["internal"] = new_test_user(cls.env, "pr_internal")
        return users
