from collections import Counter

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from .pr_person_export import PersonExport


class PrPrivacyPerson(models.TransientModel):
    """Answers a person who asks for the data kept, or for them to be taken out.

    Reglamento of Ley 29733 (D.S. 016-2024-JUS), art. 69: 20 business days for access,
    10 for cancellation.
    """

    _name = "pr.privacy.person"
    _description = "Personal Data of a Contact"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Person",
        required=True,
        readonly=True,
        default=lambda self: self.env.context.get("active_id"),
    )
    ground = fields.Char(
        string="On what ground",
        help="The request and its case file, or the resolution: it is kept in the log.",
    )
    summary = fields.Html(
        string="What is kept", compute="_compute_summary", sanitize=False
    )
    obstacle = fields.Text(compute="_compute_obstacle")
    checked = fields.Boolean(string="I checked who asks and on what ground")
    file = fields.Binary(readonly=True, attachment=True)
    file_name = fields.Char(readonly=True)

    @api.depends("partner_id")
    def _compute_summary(self):
        for wizard in self:
            found = wizard._find()
            rows = Markup().join(
                Markup("<tr><td>%s</td><td class='text-end'>%s</td><td>%s</td></tr>")
                % (
                    self.env["ir.model"]._get(model).name,
                    len(records),
                    wizard._describe_fate(model),
                )
                for model, records in found.items()
            )
            heads = Markup(
                "<tr><th>%s</th><th class='text-end'>%s</th><th>%s</th></tr>"
            )
            wizard.summary = Markup(
                "<table class='table table-sm'><thead>%s</thead>"
                "<tbody>%s</tbody></table>"
            ) % (
                heads
                % (
                    self.env._("Kind of record"),
                    self.env._("How many"),
                    self.env._("When anonymised"),
                ),
                rows,
            )

    def _find(self):
        found = self.env["pr.personal.data"]._find(self.partner_id)
        return {"res.partner": self.partner_id, **found}

    @api.model
    def _describe_fate(self, model):
        """Say what anonymising does to the records of a model."""
        if model == "res.partner":
            return self.env._(
                "Name, documents, contacts, birthday and notes go; the card is archived"
            )
        if model == "mailing.contact":
            return self.env._("Taken off the mailing lists")
        if self.env["pr.personal.data"]._is_rewritten(model):
            return self.env._(
                "Number, dates and subject stay; name, contact and free texts go"
            )
        return self.env._("Stays: it belongs to another area")

    @api.depends("partner_id")
    def _compute_obstacle(self):
        for wizard in self:
            wizard.obstacle = "\n".join(wizard._get_obstacles())

    def _get_obstacles(self):
        """Return why this person cannot be anonymised today, one sentence each."""
        partner = self.partner_id.with_context(active_test=False)
        if partner.pr_anonymised_on:
            day = format_date(self.env, partner.pr_anonymised_on)
            return [self.env._("It was already anonymised on %(date)s.", date=day)]
        obstacles = []
        if partner.is_company:
            obstacles.append(self.env._("An institution is no person."))
        if partner.user_ids.filtered("active"):
            obstacles.append(
                self.env._(
                    "This person has a login: an administrator archives the user first."
                )
            )
        obstacles += self._get_office_obstacles(partner)
        holds = self.env["pr.retention.rule"]._get_holds(partner)
        return obstacles + [
            rule._describe_hold(until, count) for rule, until, count in holds
        ]

    def _get_office_obstacles(self, partner):
        mandates = partner.pr_current_mandate_ids
        obstacles = [
            self.env._(
                "Holds a public post: %(post)s, until %(date)s.",
                post=mandate.post_label,
                date=format_date(self.env, mandate.date_end)
                if mandate.date_end
                else self.env._("its end"),
            )
            for mandate in mandates
        ]
        agendas_sudo = self.env["pr.agenda"].sudo()
        if agendas_sudo.search_count([("partner_id", "=", partner.id)], limit=1):
            obstacles.append(
                self.env._("Has an agenda in use: archive the agenda first.")
            )
        return obstacles

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_export(self):
        """Pack what is kept about this person and offer it to be saved."""
        self.ensure_one()
        self._check_manager()
        found = self._find()
        self.write(PersonExport(self.env, self.partner_id, found).prepare_file())
        self._log("export", Counter({m: len(r) for m, r in found.items()}))
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/file/{self.file_name}"
            "?download=true",
            "target": "self",
        }

    def action_anonymise(self):
        """Take the person out of all records, for ever.

        Done twice it changes nothing the second time.

        :raises UserError: while something holds the data, saying what and until when
        """
        self.ensure_one()
        self._check_manager()
        if self.partner_id.pr_anonymised_on:
            return self._open_partner()
        self._check_can_anonymise()
        counts = self.env["pr.personal.data"]._anonymise_person(self.partner_id)
        self._log("anonymise", counts)
        return self._open_partner()

    def _check_manager(self):
        if not self.env.user.has_group("pr_office.group_manager"):
            raise AccessError(
                self.env._("Only the head of the office answers for personal data.")
            )
        self.partner_id.check_access("write")
        if not (self.ground or "").strip():
            raise UserError(
                self.env._("Write on what ground: the request and its case file.")
            )

    def _check_can_anonymise(self):
        obstacles = self._get_obstacles()
        if obstacles:
            raise UserError(
                self.env._(
                    "%(person)s cannot be anonymised yet:\n%(reasons)s",
                    person=self.partner_id.name,
                    reasons="\n".join(f"• {text}" for text in obstacles),
                )
            )
        if not self.checked:
            raise UserError(
                self.env._("Mark that you checked who asks: it cannot be undone.")
            )

    def _log(self, kind, counts):
        names = {model: self.env["ir.model"]._get(model).name for model in counts}
        logs_sudo = self.env["pr.privacy.log"].sudo()
        logs_sudo.create(
            {
                "kind": kind,
                "user_id": self.env.uid,
                "partner_id": self.partner_id.id,
                "ground": self.ground,
                "details": "\n".join(
                    f"{names[m]}: {counts[m]}" for m in sorted(counts)
                ),
            }
        )

    def _open_partner(self):
        return self.partner_id._get_records_action()
