from odoo.tests import tagged

from odoo.addons.pr_office.tests.audiences.form_common import PDF, FormCase

_MEGABYTE = 1024 * 1024


@tagged("post_install", "-at_install")
class TestWebsiteAudienceForm(FormCase):
    _form_path = "/audiencia"

    def test_addon_came_by_itself(self):
        module = self.env.ref("base.module_pr_office_website")
        self.assertEqual(module.state, "installed")
        self.assertTrue(module.auto_install)

    def test_page_stands_in_the_website(self):
        page = self.url_open(self._form_path)
        self.assertEqual(page.status_code, 200)
        self.assertIn("requester_name", page.text)
        self.assertIn('action="/audiencia"', page.text)
        self.assertIn('id="o_main_nav"', page.text)
        self.assertIn('id="footer"', page.text)

    def test_menu_leads_to_it(self):
        self.assertIn('href="/audiencia"', self.url_open("/").text)

    def test_request_sent_from_the_website(self):
        request = self.assertStored(self._send(files=[("carta.pdf", PDF)]))
        self.assertEqual(request.channel, "web")
        self.assertEqual(request.company_id, self.company)
        self.assertEqual(request.message_attachment_count, 1)

    def test_corrections_stay_in_the_website(self):
        response = self._send(phone="1")
        self.assertRefused(response, "phone")
        self.assertIn('id="o_main_nav"', response.text)
        self.assertIn('value="Julia Ccori Mamani"', response.text)

    def test_thirty_megabytes(self):
        response = self._send(files=[("plano.pdf", PDF + b"\0" * 30 * _MEGABYTE)])
        self.assertEqual(response.status_code, 413)
        self.assertIn("<h1>", response.text)
        self.assertFalse(self._stored())

    def test_closed_form(self):
        self.company.pr_audience_form = False
        self.assertNotIn("requester_name", self.url_open(self._form_path).text)

    def test_settings_tell_the_page_of_the_website(self):
        address = self.company._pr_get_form_address()
        self.assertTrue(address.endswith("/audiencia"), address)

    def test_uninstalling_leaves_no_entry_in_any_menu(self):
        from ..hooks import uninstall_hook

        self.env["website"].create({"name": "Otra"})
        menus = self.env["website.menu"].search([("url", "=", "/audiencia")])
        self.assertGreater(len(menus), 1)
        uninstall_hook(self.env)
        self.assertFalse(menus.exists())


@tagged("post_install", "-at_install")
class TestBareFormBesideWebsite(FormCase):
    """The address without a website goes on working where there is one."""

    def test_page_and_request(self):
        page = self.url_open(self._form_path)
        self.assertEqual(page.status_code, 200)
        self.assertIn('action="/pr/audience"', page.text)
        self.assertStored(self._send())

    def test_other_pages_of_the_office(self):
        self.agenda.write({"is_public": True, "company_id": self.company.id})
        self.company.pr_visits_public = True
        request = self.assertStored(self._send())
        token = request._make_page_token()
        pages = ("/pr/agenda", "/pr/visits", "/pr/obliged", f"/pr/audience/{token}")
        for page in pages:
            with self.subTest(page=page):
                self.assertEqual(self.url_open(page).status_code, 200)
