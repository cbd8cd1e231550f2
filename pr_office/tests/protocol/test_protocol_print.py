from lxml import html

from odoo.tests import tagged, warmup

from .common import ProtocolCase

SCRIPT = "<script>alert(1)</script>"


@tagged("post_install", "-at_install")
class TestProtocolPrint(ProtocolCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.act = cls._planned(plan_b_place="Coliseo")
        cls._guest(cls.act, cls.governor).action_accept()
        cls._guest(cls.act, cls.judge).action_decline()

    def _print(self, report, act=None):
        model = self.env["ir.actions.report"].with_user(self.officer)
        content, _kind = model._render_qweb_html(
            f"pr_office.{report}", (act or self.act).ids
        )
        return html.fromstring(content).text_content()

    def test_the_list_by_place_gives_the_reasons_and_who_stays_away(self):
        text = self._print("report_event_order")
        self.assertIn("Gabriel Gobernador", text)
        self.assertIn("Invites and presides", text)
        self.assertRegex(text, r"Do not come:\s+Julia Jueza")
        self.assertNotIn("To be verified", text)
        self.plist.verified = False
        self.assertIn("To be verified", self._print("report_event_order"))

    def test_the_list_by_name_is_sorted_and_counts(self):
        text = self._print("report_event_names")
        self.assertLess(text.index("Gabriel"), text.index("Julia"))
        self.assertRegex(text, r"Guests:\s+3")

    def test_the_run_of_show_has_local_times_and_plan_b(self):
        text = self._print("report_event_run")
        self.assertRegex(text, r"10:00\s+4\s+Himno")
        self.assertRegex(text, r"10:04\s+11\s+Discurso")
        self.assertIn("Coliseo", text)
        self.act.segment_ids.unlink()
        self.assertIn("No steps", self._print("report_event_run"))

    def test_a_script_in_the_script_is_text(self):
        self.act.segment_ids[0].mc_text = SCRIPT
        self.act.guest_ids[0].write({"partner_id": False, "guest_name": SCRIPT})
        for report in ("report_event_run", "report_event_order", "report_event_names"):
            model = self.env["ir.actions.report"].with_user(self.officer)
            content, _kind = model._render_qweb_html(
                f"pr_office.{report}", self.act.ids
            )
            self.assertNotIn(b"<script>alert", content)

    def test_the_cancelled_act_says_so_on_every_sheet(self):
        self.act.cancel("Duelo")
        for report in ("report_event_run", "report_event_order", "report_event_names"):
            self.assertRegex(self._print(report), r"CANCELLED:\s+Duelo")

    def test_the_control_file_prints(self):
        self.assertIn("Aniversario", self._print("report_control_pr_event"))

    # -- budgets ------------------------------------------------------------------

    @warmup
    def test_the_list_of_acts_costs_the_same_for_many(self):
        def cost(acts):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            acts.with_user(self.officer).web_read(
                {
                    name: {}
                    for name in (
                        "name",
                        "start",
                        "current_place",
                        "coming_count",
                        "open_count",
                        "checklist_label",
                        "state",
                    )
                }
            )
            return self.cr.sql_log_count - before

        acts = self._act()
        for _number in range(9):
            acts |= self._act()
        cost(acts)
        self.assertLessEqual(cost(acts), cost(acts[:2]) + 2)
