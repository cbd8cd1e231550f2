from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import AudienceCase


@tagged("post_install", "-at_install")
class TestAudiencePage(AudienceCase):
    def _token(self, request):
        return request._get_page_url().rsplit("/", 1)[1]

    def test_link_is_the_same_each_time_and_opens_its_request_only(self):
        one, other = self._request(), self._request()
        self.assertEqual(self._token(one), self._token(one))
        self.assertNotEqual(self._token(one), self._token(other))
        find = self.env["pr.audience"]._find_by_page_token
        self.assertEqual(find(self._token(one)), one)
        self.assertEqual(find(self._token(other)), other)

    def test_wrong_tokens_open_nothing(self):
        token = self._token(self._request())
        find = self.env["pr.audience"]._find_by_page_token
        for wrong in ("", "1", token[:-1], token + "0", token.upper(), None):
            self.assertFalse(find(wrong), wrong)

    def test_renewed_link_closes_the_old_one(self):
        request = self._request()
        before = self._token(request)
        request._renew_page()
        find = self.env["pr.audience"]._find_by_page_token
        self.assertFalse(find(before))
        self.assertEqual(find(self._token(request)), request)

    def test_copy_has_a_page_of_its_own(self):
        request = self._request()
        copied = request.copy()
        self.assertNotEqual(self._token(request), self._token(copied))

    def test_nobody_reads_the_seed(self):
        request = self._request()
        for fname in ("page_seed", "page_hash"):
            with self.assertRaises(AccessError):
                request.with_user(self.secretary).read([fname])
