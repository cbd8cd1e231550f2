from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import letters
from ..office.pr_numbered_mixin import BY_ACTION


class PrLetterVisa(models.Model):
    _name = "pr.letter.visa"
    _description = "V.° B.° of a Letter"
    _order = "letter_id, sequence, id"

    letter_id = fields.Many2one(
        comodel_name="pr.letter", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    unit = fields.Char(required=True, help="Such as Gerencia Municipal.")
    user_id = fields.Many2one(
        comodel_name="res.users", string="Person", ondelete="restrict"
    )
    initials = fields.Char(copy=False, help="As on the paper, such as RQM.")
    visaed_on = fields.Datetime(string="Given on", readonly=True, copy=False)
    recorded_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Recorded by",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    on_paper = fields.Boolean(
        compute="_compute_on_paper",
        help="Somebody else than the person recorded it, from the signed paper.",
    )

    @api.depends("user_id", "recorded_by_id")
    def _compute_on_paper(self):
        for visa in self:
            recorder = visa.recorded_by_id
            visa.on_paper = bool(recorder) and recorder != visa.user_id

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_given_by_action(vals)
        visas = super().create(vals_list)
        visas._check_letter_is_draft()
        return visas

    def write(self, vals):
        if self.env.context.get("pr_by") is not BY_ACTION:
            self._check_given_by_action(vals)
            self._check_letter_is_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_issued(self):
        self._check_letter_is_draft()

    def _check_given_by_action(self, vals):
        if any(vals.get(name) for name in ("visaed_on", "recorded_by_id")):
            raise UserError(
                self.env._('A V.° B.° is recorded with its button "V.° B.°".')
            )

    def _check_letter_is_draft(self):
        for letter in self.letter_id:
            if letter.state != "draft":
                raise UserError(
                    self.env._(
                        "%(letter)s has been issued: its V.° B.° can no longer change.",
                        letter=letter.display_name,
                    )
                )

    def action_give(self):
        """Record the V.° B.° now; who records it is kept beside whose it is."""
        self._check_letter_is_draft()
        for visa in self.filtered(lambda visa: not visa.visaed_on):
            person = visa.user_id or self.env.user
            visa.with_context(pr_by=BY_ACTION).write(
                {
                    "initials": visa.initials or letters.initials(person.name),
                    "visaed_on": fields.Datetime.now(),
                    "recorded_by_id": self.env.uid,
                }
            )
        return True

    def _prepare_control_approval(self):
        """Return this V.° B.° as the control file of its letter prints it."""
        self.ensure_one()
        when = self.letter_id._format_control_time(self.visaed_on)
        person = self.user_id.name or self.initials or ""
        return {
            "verbal": self.on_paper,
            "how": "V.° B.°",
            "what": ", ".join(filter(None, (self.unit, person, when))),
            "asked": self.env._("Recorded by %(who)s", who=self.recorded_by_id.name),
            "comment": self.on_paper
            and self.env._("Given on paper, recorded by another person"),
        }

    def _withdraw(self):
        """Ask for these V.° B.° again, because the text changes."""
        given = self.filtered("visaed_on")
        if given:
            given.with_context(pr_by=BY_ACTION).write(
                {"visaed_on": False, "recorded_by_id": False}
            )
            text = self.env._("The text has changed: its V.° B.° are asked for again.")
            given.letter_id._message_log_batch(dict.fromkeys(given.letter_id.ids, text))
