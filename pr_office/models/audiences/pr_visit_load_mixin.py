from odoo import api, fields, models
from odoo.exceptions import UserError


class PrVisitLoadMixin(models.AbstractModel):
    """Whether a row was loaded into the State's own platform, by whom and when.

    Our register does not replace the Registro de Visitas en Línea (D.S. 120-2019-PCM,
    art. 13.4): every row goes there too, and again after it was corrected.
    """

    _name = "pr.visit.load.mixin"
    _description = "Loading into the State's Platform"

    load_state = fields.Selection(
        selection=[
            ("none", "Nothing to load"),
            ("pending", "To be loaded"),
            ("loaded", "Loaded"),
            ("changed", "Changed since it was loaded"),
        ],
        string="State's platform",
        compute="_compute_load_state",
        store=True,
        index=True,
        precompute=True,
    )
    loaded_on = fields.Datetime(readonly=True, copy=False, tracking=True)
    loaded_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Loaded by",
        ondelete="restrict",
        readonly=True,
        copy=False,
    )

    _loaded_by_somebody = models.Constraint(
        "CHECK (loaded_on IS NULL OR loaded_by_id IS NOT NULL)",
        "Say who loaded it into the State's platform.",
    )

    @api.depends("state", "corrected_on", "annulled_on", "loaded_on")
    def _compute_load_state(self):
        for visit in self:
            loaded, corrected = visit.loaded_on, visit.corrected_on
            changed = max(filter(None, (corrected, visit.annulled_on)), default=False)
            if loaded:
                stale = changed and changed > loaded
                visit.load_state = "changed" if stale else "loaded"
            else:
                is_due = visit.state == "published"
                visit.load_state = "pending" if is_due else "none"

    def action_mark_loaded(self):
        """Record that these rows stand in the State's platform, as they are now.

        :raises UserError: for a row that is not published
        """
        self.check_access("write")
        for visit in self:
            if not visit.name:
                raise UserError(
                    self.env._(
                        "%(row)s is not in the register yet. Publish it first.",
                        row=visit.display_name,
                    )
                )
        open_rows = self.filtered(lambda visit: visit.load_state != "loaded")
        return open_rows._write_by_action(
            {"loaded_on": fields.Datetime.now(), "loaded_by_id": self.env.uid}
        )

    def action_mark_not_loaded(self):
        """Take back that these rows were loaded, for whoever pressed too soon."""
        self.check_access("write")
        return self._write_by_action({"loaded_on": False, "loaded_by_id": False})

    def action_export(self):
        """Open the dialog that writes these rows in the regulator's layout."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pr_office.pr_register_export_action"
        )
        return action | {"context": {"default_visit_ids": self.ids}}
