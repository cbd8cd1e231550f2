from odoo import api, fields, models
from odoo.fields import Domain

from ...tools import vocative


class PrEventVocative(models.Model):
    """The list of authorities as it was read aloud, kept word for word.

    While one is open the reader's screen shows it and nothing else: what changes
    meanwhile waits until the protocol officer lets it through.
    """

    _name = "pr.event.vocative"
    _description = "List Read Aloud"
    _order = "id desc"

    event_id = fields.Many2one(
        comodel_name="pr.event", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="event_id.company_id",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    lines = fields.Json(readonly=True, help="Guest, text, pronunciation, at the table.")
    reading = fields.Boolean(readonly=True, string="Is being read")
    begun_on = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now, string="Frozen on"
    )
    begun_by = fields.Char(readonly=True, string="Read by")
    closed_on = fields.Datetime(readonly=True, string="Released on")
    released_by_id = fields.Many2one(
        comodel_name="res.users",
        readonly=True,
        ondelete="restrict",
        string="Released by",
        help="Who let the changes through. Empty: there were none.",
    )

    _open_once = models.UniqueIndex(
        "(event_id) WHERE closed_on IS NULL", "The list is being read already."
    )

    @api.depends("begun_on")
    def _compute_display_name(self):
        for version in self:
            version.display_name = version.event_id._format_moment(
                version.begun_on, "dd/MM/yyyy HH:mm"
            )

    def _get_lines(self):
        """Return the lines as they were frozen; an empty list is stored as nothing."""
        return self.lines or []

    def _format_begun(self):
        if not self:
            return ""
        return self.event_id._format_moment(self.begun_on, "HH:mm")


class PrEventVocativeMixin(models.AbstractModel):
    """The list of authorities present that the master of ceremonies reads aloud."""

    _name = "pr.event.vocative.mixin"
    _description = "List of Those Present"

    def _get_vocative_lines(self):
        """Return who is named now, in the order of precedence.

        :return: list of lists: guest, text, pronunciation, whether at the head table
        """
        self.ensure_one()
        here = self.with_context(lang=self.company_id.partner_id.lang)
        guests = here.env["pr.event.guest"].search(self._get_named_domain())
        table = here._get_table_guests()
        return [
            [guest.id, guest.spoken, guest.pronunciation or "", guest in table]
            for guest in guests.sorted(lambda g: (not g.place, g.place, g.id))
        ]

    def _get_named_domain(self):
        return (
            Domain("event_id", "=", self.id)
            & Domain("state", "=", "arrived")
            & Domain("is_named", "=", True)
        )

    def _get_table_guests(self):
        """Return the guests who sit at the head table, arrived or not."""
        self.ensure_one()
        return self.env["pr.event.guest"].search(
            [("event_id", "=", self.id), ("seat_id.zone_id.kind", "=", "head")]
        )

    def _get_open_vocative(self):
        """Return the list as it is frozen with all rights, or none."""
        return (
            self.env["pr.event.vocative"]
            .sudo()
            .search([("event_id", "=", self.id), ("closed_on", "=", False)], limit=1)
        )

    def _get_vocative_state(self):
        """Return the list as the reader's screen shows it, and what waits."""
        now = self._get_vocative_lines()
        frozen_sudo = self._get_open_vocative()
        shown = frozen_sudo._get_lines() if frozen_sudo else now
        changes = vocative.compare(
            [tuple(line[:2]) for line in shown], [tuple(line[:2]) for line in now]
        )
        return {
            "reading": bool(frozen_sudo.reading),
            "frozen": frozen_sudo._format_begun(),
            "lines": shown,
            "changes": [
                {"kind": row.kind, "text": row.text, "after": row.after}
                for row in changes
            ],
        }

    def _start_reading(self, who):
        """Freeze the list: what is on the screen stays as it is.

        :param str who: name of whoever reads
        """
        frozen_sudo = self._get_open_vocative()
        if frozen_sudo:
            frozen_sudo.reading = True
        else:
            frozen_sudo.create(self._prepare_vocative(who))
        self._tell_stage()

    def _prepare_vocative(self, who):
        return {
            "event_id": self.id,
            "lines": self._get_vocative_lines(),
            "reading": True,
            "begun_by": who,
        }

    def _stop_reading(self):
        """Nobody reads any more; what changed still waits for the officer."""
        frozen_sudo = self._get_open_vocative()
        if frozen_sudo:
            same = frozen_sudo._get_lines() == self._get_vocative_lines()
            frozen_sudo.write(
                {
                    "reading": False,
                    "closed_on": fields.Datetime.now() if same else False,
                }
            )
        self._tell_stage()

    def _release_changes(self):
        """Let what changed through to the reader's screen."""
        self.check_access("write")
        frozen_sudo = self._get_open_vocative()
        if frozen_sudo:
            frozen_sudo.write(
                {
                    "closed_on": fields.Datetime.now(),
                    "released_by_id": self.env.uid,
                }
            )
            # The new list is open beside the old one only once that is closed
            frozen_sudo.flush_recordset()
            if frozen_sudo.reading:
                frozen_sudo.create(self._prepare_vocative(frozen_sudo.begun_by))
        self._tell_stage()
