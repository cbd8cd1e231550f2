from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    pr_audience_repeat_days = fields.Integer(
        string="Days within which a request is a repeat",
        default=90,
        help="A request of the same person within these days is flagged; nothing is"
        " merged. 0: none is.",
    )

    pr_audience_drops_uncorrected = fields.Boolean(
        string="Uncorrected requests become not filed by themselves",
        help="The day after the term for correcting. Otherwise an activity proposes it"
        " (TUO Ley 27444, art. 136.4).",
    )

    _pr_audience_repeat_days = models.Constraint(
        "CHECK (pr_audience_repeat_days BETWEEN 0 AND 3650)",
        "Requests are repeats within 0 to 3650 days.",
    )

    def _pr_get_blank_lines(self):
        """Return the labels of the printed form, by its parts."""
        return {
            "who": [
                self.env._("Names and surnames"),
                self.env._("Document and number"),
                self.env._("Telephone"),
                self.env._("E-mail"),
                self.env._("Address"),
                self.env._("Neighbourhood or place"),
                self.env._("Language, interpreter"),
            ],
            "represents": [
                self.env._("Institution, company or group"),
                self.env._("RUC and document of the representation"),
            ],
        }
