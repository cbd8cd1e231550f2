from odoo.tests import TransactionCase, new_test_user

BODY = " ".join(f"relato{number} del corte de agua" for number in range(30))


class PressCase(TransactionCase):
    """Two outlets, two topics, and people with and without the right to full texts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env["base"].with_context(tracking_disable=True).env
        cls.radio, cls.portal = cls.env["pr.media.outlet"].create(
            [
                {"name": "Radio Andina", "medium": "radio", "tier": "2"},
                {"name": "Portal Sur", "medium": "web", "tier": "1"},
            ]
        )
        cls.water, cls.works = cls.env["pr.press.topic"].create(
            [
                {"name": "Agua (prueba)", "query": "agua Y corte"},
                {"name": "Obras (prueba)", "query": "licitación O puente"},
            ]
        )
        cls.officer = new_test_user(
            cls.env, "press_officer", groups="pr_office.group_user"
        )
        cls.editor = new_test_user(
            cls.env,
            "press_editor",
            groups="pr_office.group_user,pr_office.group_press_full_text",
        )

    def _note(self, headline, outlet=None, **values):
        return self.env["pr.press.clipping"].create(
            {"outlet_id": (outlet or self.radio).id, "headline": headline, **values}
        )
