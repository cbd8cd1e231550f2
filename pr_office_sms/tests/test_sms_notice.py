from unittest.mock import patch

from odoo.tests import TransactionCase, tagged

from odoo.addons.sms.tools.sms_api import SmsApi


@tagged("post_install", "-at_install")
class TestSmsNotice(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.pe")

    def _ask(self, **values):
        request = self.env["pr.audience"].create(
            {
                "requester_name": "Julia",
                "subject": "Agua",
                "phone": "984 100 200",
                "tell_by": "sms",
                **values,
            }
        )
        return request.notice_ids

    def _message(self, notice):
        return self.env["sms.sms"].search([("uuid", "=", notice.sms_uuid)])

    def _send(self, notice, state):
        def answer(_api, messages, **_options):
            uuids = [row["uuid"] for sms in messages for row in sms["numbers"]]
            return [{"uuid": uuid, "state": state, "credit": 1} for uuid in uuids]

        with patch.object(SmsApi, "_send_sms_batch", answer):
            self._message(notice)._send()

    def test_the_notice_goes_by_text_message(self):
        notice = self._ask()
        self.assertEqual((notice.way, notice.state), ("sms", "under_way"))
        message = self._message(notice)
        self.assertEqual(message.number, "+51984100200")
        self.assertIn(notice.audience_id.name, message.body)
        self.assertIn(notice.audience_id._get_page_url(), message.body)
        self._send(notice, "success")
        self.assertEqual((notice.state, notice.told_phone), ("done", "984 100 200"))

    def test_what_the_provider_refuses_is_told_another_way(self):
        notice = self._ask()
        self._send(notice, "insufficient_credit")
        self.assertEqual(notice.state, "failed")
        self.assertIn("sms_credit", notice.failure)
        notice.action_by_phone()
        self.assertEqual((notice.state, notice.way), ("to_do", "phone"))

    def test_refused_later_is_no_longer_told(self):
        notice = self._ask()
        self._send(notice, "success")
        tracker = self.env["sms.tracker"].search([("sms_uuid", "=", notice.sms_uuid)])
        tracker._action_update_from_provider_error("invalid_destination")
        self.assertEqual(notice.state, "failed")

    def test_without_a_telephone_another_way_is_taken(self):
        self.assertEqual(self._ask(phone=False).way, "paper")

    def test_the_office_reads_that_a_text_message_goes(self):
        request = self._ask().audience_id
        self.assertIn("984 100 200", request._describe_telling())

    def test_what_a_citizen_writes_stays_text(self):
        notice = self._ask(requester_name="{link} ${7*7}")
        notice.audience_id.decline("No {who} {{ 1 }}")
        last = notice.audience_id.notice_ids.sorted("id")[-1]
        self.assertIn("No {who} {{ 1 }}", self._message(last).body)
