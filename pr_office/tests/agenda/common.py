from datetime import datetime

from odoo.tests import TransactionCase, new_test_user


class AgendaCase(TransactionCase):
    """A mayor with a secretary, another officer and a stranger of the house."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.resource_calendar_id.tz = "America/Lima"
        cls.mayor_user = cls._user("mayor", "pr_office.group_reader")
        cls.secretary = cls._user("secretary", "pr_office.group_secretary")
        cls.other_secretary = cls._user("secretary2", "pr_office.group_secretary")
        cls.officer = cls._user("officer", "pr_office.group_user")
        cls.manager = cls._user("head", "pr_office.group_manager")
        cls.employee = cls._user("employee", "base.group_user")
        cls.mayor = cls.mayor_user.partner_id
        cls.neighbour = cls.env["res.partner"].create(
            {"name": "Vecina Rosa", "email": "rosa@example.org"}
        )
        cls.agenda = cls.env["pr.agenda"].create(
            {"partner_id": cls.mayor.id, "delegate_ids": cls.secretary.ids}
        )

    @classmethod
    def _user(cls, login, *groups):
        return new_test_user(
            cls.env,
            login=f"agenda_{login}",
            groups=",".join(groups),
            name=login.capitalize(),
            email=f"{login}@example.org",
            tz="America/Lima",
        )

    @classmethod
    def _entry(cls, user=None, **values):
        """Write an entry as the mayor's secretary does from the agenda's calendar."""
        model = cls.env["calendar.event"].with_user(user or cls.secretary)
        return model.with_context(pr_agenda_id=cls.agenda.id).create(
            {
                "name": "Reunión con el comité",
                "start": datetime(2036, 5, 12, 15),
                "stop": datetime(2036, 5, 12, 16),
                **values,
            }
        )
