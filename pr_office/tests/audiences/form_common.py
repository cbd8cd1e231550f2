import re
import time

from odoo.tests import HttpCase
from odoo.tools import hmac

from ...tools import form_seals
from .common import AudienceCase

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


class FormCase(AudienceCase, HttpCase):
    """A municipality whose form is open, and a neighbour who fills it in."""

    _form_path = "/pr/audience"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].browse(
            cls.env.ref("base.public_user").company_id.id
        )
        cls.company.pr_audience_form = True
        cls.notice = cls.env["pr.privacy.notice"].create(
            {
                "code": "audience",
                "title": "Aviso de privacidad",
                "text": "<p>Para atender su solicitud.</p>",
                "company_id": cls.company.id,
                "approved_by": "Asesoría Jurídica",
            }
        )
        cls.notice.action_publish()

    def _sign(self, text):
        return hmac(self.env(su=True), "pr_office.audience_form", text)

    def _seal(self, age=60):
        return form_seals.make_seal(time.time() - age, self._sign)

    def _fields(self, **changes):
        return {
            "form_key": self._seal(),
            "requester_name": "Julia Ccori Mamani",
            "requester_document_type": "dni",
            "requester_document": "45678912",
            "phone": "984 100 200",
            "tell_by": "phone",
            "capacity": "own",
            "subject": "Agua en la junta vecinal",
            **changes,
        }

    def _send(self, files=(), headers=None, **changes):
        """Post the form.

        :param files: pairs of name and content
        :return: the response, redirections not followed
        """
        return self.url_open(
            self._form_path,
            data=self._fields(**changes),
            files=[
                ("files", (name, content, "application/octet-stream"))
                for name, content in files
            ]
            or None,
            headers=headers,
            allow_redirects=False,
        )

    def _stored(self):
        return self.env["pr.audience"].search([("channel", "=", "web")])

    def assertStored(self, response):
        """Return the request that the response leads to."""
        said = re.findall(r'class="(?:invalid-feed|alert)[^>]*>([^<]*)<', response.text)
        self.assertEqual(response.status_code, 303, said)
        address = response.headers["Location"].partition("?")[0]
        token = address.rsplit("/", 1)[1]
        request = self.env["pr.audience"]._find_by_page_token(token)
        self.assertTrue(request)
        return request

    def assertRefused(self, response, name, words=""):
        """The form came back, with this said beside that field, and nothing stored."""
        self.assertEqual(response.status_code, 422)
        found = re.search(rf'id="{name}_error"[^>]*>([^<]*)<', response.text)
        self.assertTrue(found, f"nothing is said beside {name}")
        self.assertIn(words, found[1])
        self.assertFalse(self._stored())
