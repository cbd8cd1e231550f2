from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestContactsRegisterTour(HttpCase):
    def test_officer_keeps_the_register(self):
        """Institution, post, holder, change of holder, and finding by another
        spelling, as an officer does it in the browser.
        """
        new_test_user(self.env, "pr_officer", groups="pr_office.group_user")
        self.start_tour("/odoo/pr-institutions", "pr_register", login="pr_officer")
        institution = self.env["res.partner"].search([("pr_acronym", "=", "CCC")])
        self.assertTrue(institution.pr_in_register)
        past, now = institution.pr_institution_mandate_ids.sorted("date_start")
        self.assertEqual(past.partner_id.name, "Santos Huamán")
        self.assertEqual(now.partner_id.name, "Luz Quispe")
        self.assertEqual(institution.pr_head_id, now.partner_id)
