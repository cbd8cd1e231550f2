from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...tools import numbering

# Set in the context by actions that check the rules themselves. No client can send
# it: it is compared by identity.
BY_ACTION = object()
_ANNULMENT_FIELDS = {"annul_reason", "annulled_by_id", "annulled_on"}
_CONVERSATION_PREFIXES = ("message_", "activity_", "website_message_")


class PrNumberedMixin(models.AbstractModel):
    """Papers that carry a number: annulled with a reason, never deleted.

    A model that inherits this names it FIRST in ``_inherit`` and has a selection
    ``state`` with the keys ``draft`` and ``annulled``. It sets

    - ``_number_moves`` (required): the states a record may go to from each state,
      ``annulled`` left out; ``state`` is written by its actions
    - ``_number_date_field``: the date whose year the number belongs to
    - ``_number_mask``: the mask of :mod:`tools.numbering`, unless the model
      overrides :meth:`_get_number_mask`

    and calls :meth:`_assign_numbers` as the last step of the action that issues it.
    """

    _name = "pr.numbered.mixin"
    _description = "Numbered Paper"
    _inherit = ["pr.control.mixin"]

    _number_moves = {}
    _number_date_field = "date"
    _number_mask = ""

    name = fields.Char(
        string="Number",
        readonly=True,
        copy=False,
        help="Given when the paper is issued. It never changes afterwards.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        string="Municipality",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
    )
    annul_reason = fields.Char(
        string="Reason of the annulment", readonly=True, copy=False
    )
    annulled_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Annulled by",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    annulled_on = fields.Datetime(string="Annulled on", readonly=True, copy=False)

    _number_uniq = models.Constraint(
        "UNIQUE (company_id, name)",
        "This number has already been given in this municipality. Look at the next"
        " number of the type and at its mask, then issue again.",
    )
    _number_given = models.Constraint(
        "CHECK (state = 'draft' OR name IS NOT NULL)",
        "A paper leaves the draft only by being issued, which gives it its number.",
    )
    _annulment_explained = models.Constraint(
        "CHECK (state <> 'annulled' OR (coalesce(annul_reason, '') <> ''"
        " AND annulled_by_id IS NOT NULL AND annulled_on IS NOT NULL))",
        "A numbered paper is annulled with its reason, its author and its time.",
    )

    def init(self):
        """Make the database keep numbered rows, whoever asks to delete them.

        A rule and not a trigger: it needs no function and goes with its table.
        """
        if self._abstract:
            return
        self.env.cr.execute(
            SQL(
                "CREATE OR REPLACE RULE %s AS ON DELETE TO %s"
                " WHERE OLD.name IS NOT NULL DO INSTEAD NOTHING",
                SQL.identifier(f"{self._table}_numbered_kept"),
                SQL.identifier(self._table),
            )
        )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("name") or vals.get("state", "draft") != "draft":
                raise UserError(
                    self.env._(
                        "Papers with a number are born as drafts. Save the draft, then"
                        " issue it: that gives it its number."
                    )
                )
        return super().create(vals_list)

    def write(self, vals):
        if self.env.context.get("pr_by") is not BY_ACTION:
            self._check_number_kept(vals)
            self._check_number_moves(vals)
            self._check_number_frozen(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_numbered(self):
        numbered = self.filtered("name")
        if numbered:
            raise UserError(
                self.env._(
                    "%(number)s has its number and cannot be deleted: it would leave a"
                    " gap nobody can explain. Annul it with a reason instead; it keeps"
                    " its number in the list.",
                    number=numbered[0].name,
                )
            )

    def _check_number_kept(self, vals):
        if "name" in vals:
            raise UserError(
                self.env._("Numbers are given by the program and cannot be typed in.")
            )
        if vals.get("state") == "annulled" or _ANNULMENT_FIELDS & vals.keys():
            raise UserError(
                self.env._('Use the button "Annul": it asks for the reason.')
            )

    def _check_number_moves(self, vals):
        if "state" not in vals:
            return
        for record in self:
            allowed = self._number_moves.get(record.state, ())
            if vals["state"] != record.state and vals["state"] not in allowed:
                states = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        '%(record)s is "%(state)s" and cannot become "%(wanted)s".',
                        record=record.display_name,
                        state=states[record.state],
                        wanted=states.get(vals["state"], vals["state"]),
                    )
                )

    def _check_number_frozen(self, vals):
        for record in self:
            frozen = record._get_frozen_fields() & vals.keys()
            if frozen:
                labels = [
                    self._fields[name]._description_string(self.env) for name in frozen
                ]
                raise UserError(
                    self.env._(
                        "%(record)s has been issued and these can no longer be"
                        " changed: %(fields)s.",
                        record=record.display_name,
                        fields=", ".join(sorted(labels)),
                    )
                )

    def _get_frozen_fields(self):
        """Return the names of the fields that may not change any more."""
        self.ensure_one()
        if self.state == "annulled":
            return {
                name
                for name, field in self._fields.items()
                if field.store and not name.startswith(_CONVERSATION_PREFIXES)
            }
        return {"company_id", self._number_date_field} if self.name else set()

    # ------------------------------------------------------------------
    # Numbering
    # ------------------------------------------------------------------

    def _get_number_key(self):
        """Return what is counted apart from the rest, as part of a sequence's code."""
        self.ensure_one()
        return self._name

    def _get_number_label(self):
        """Return how an administrator recognises the sequence."""
        self.ensure_one()
        return self._description

    def _get_number_mask(self):
        """Return the mask of this paper's number, see :mod:`tools.numbering`."""
        self.ensure_one()
        return self._number_mask

    def _assign_numbers(self, values):
        """Give these papers their numbers, oldest first, and write ``values``.

        The last step of issuing: a number drawn in a transaction that fails is lost,
        and gaps are explained more easily the fewer they are. A paper that has its
        number keeps it.

        :param dict values: what issuing writes, ``state`` among them
        :raises UserError: when a mask asks for an acronym the settings do not hold
        """
        self._check_number_moves(values)
        self.flush_recordset()
        papers = self.with_context(pr_by=BY_ACTION)
        for paper, text in papers._draw_numbers().items():
            paper.write({"name": text})
        papers.write(values)
        self.flush_recordset()

    def _draw_numbers(self):
        """Return the numbers of those of these papers that have none yet."""
        texts = {}
        day = self._number_date_field
        missing = self.filtered(lambda paper: not paper.name)
        for (company, key, year), papers in missing.grouped(
            lambda paper: (paper.company_id, paper._get_number_key(), paper[day].year)
        ).items():
            sequence = papers[:1]._get_number_sequence(company, key)
            numbers = self.env["ir.sequence"]._pr_draw(sequence, year, len(papers))
            oldest_first = papers.sorted(lambda paper: (paper[day], paper.id))
            for paper, number in zip(oldest_first, numbers, strict=True):
                texts[paper] = paper._format_number(number, year)
        return texts

    def _format_number(self, number, year):
        mask = self._get_number_mask()
        acronym = self.company_id.pr_acronym
        if numbering.uses_acronym(mask) and not acronym:
            raise UserError(
                self.env._(
                    "The number of this paper carries the acronym of %(company)s, which"
                    " is not in the settings yet. The head of the office enters it in"
                    " Configuration, Settings.",
                    company=self.company_id.name,
                )
            )
        return numbering.format_number(mask, number, year, acronym)

    def _get_number_sequence(self, company, key):
        return self.env["ir.sequence"]._pr_get_or_create(
            f"pr_office.{key}", company, self._get_number_label()
        )

    # ------------------------------------------------------------------
    # Annulment
    # ------------------------------------------------------------------

    def action_annul(self):
        """Ask for the reason of the annulment."""
        self._check_can_annul()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Annul"),
            "res_model": "pr.annul.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"active_model": self._name, "active_ids": self.ids},
        }

    def annul(self, reason):
        """Annul these papers; they keep their numbers and stay in the lists.

        :param str reason: why, read by whoever later asks for the missing paper
        :raises UserError: without a reason, or for drafts and annulled papers
        :raises AccessError: for anybody but the head of the office
        """
        self._check_can_annul()
        if not (reason or "").strip():
            raise UserError(self.env._("Give the reason of the annulment."))
        for paper in self:
            if paper.state == "annulled" or not paper.name:
                raise UserError(
                    self.env._(
                        "%(record)s is a draft or is already annulled. Only numbered"
                        " papers are annulled; a draft without number is deleted.",
                        record=paper.display_name,
                    )
                )
        return self.with_context(pr_by=BY_ACTION).write(
            {
                "state": "annulled",
                "annul_reason": reason.strip(),
                "annulled_by_id": self.env.uid,
                "annulled_on": fields.Datetime.now(),
            }
        )

    def _check_can_annul(self):
        self.check_access("write")
        if not self.env.user.has_group("pr_office.group_manager"):
            raise AccessError(
                self.env._("Only the head of the office may annul a numbered paper.")
            )
