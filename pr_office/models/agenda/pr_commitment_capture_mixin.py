import base64

import psycopg2
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_datetime

from ...tools import capture


class PrCommitmentCaptureMixin(models.AbstractModel):
    """A commitment written down in the street, on a telephone, often without signal.

    The telephone gives each entry its own number; sent twice, it is stored once.
    """

    _name = "pr.commitment.capture.mixin"
    _description = "Commitment Written Down on a Telephone"

    capture_uuid = fields.Char(
        string="Number given by the telephone", copy=False, readonly=True
    )
    captured_on = fields.Datetime(
        string="Written down on",
        copy=False,
        readonly=True,
        help="When it was written on the telephone, which may be before it was sent.",
    )
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="pr_commitment_attachment_rel",
        string="Photos and voice notes",
        copy=False,
    )
    preview = fields.Html(compute="_compute_preview", sanitize=False)

    _capture_uuid_uniq = models.UniqueIndex(
        "(capture_uuid) WHERE capture_uuid IS NOT NULL",
        "This entry of the telephone was already received.",
    )

    @api.depends("attachment_ids")
    def _compute_preview(self):
        picture = Markup(
            '<a href="/web/image/%s" target="_blank">'
            '<img src="/web/image/%s/600x600" class="img-fluid rounded me-2 mb-2"'
            ' style="max-height: 200px" alt="%s"/></a>'
        )
        sound = Markup(
            '<audio controls="" src="/web/content/%s" class="w-100"'
            ' style="max-width: 480px"></audio>'
        )
        for commitment in self:
            files = commitment.attachment_ids.sorted("id")
            commitment.preview = Markup().join(
                picture % (file.id, file.id, file.name)
                if file.mimetype.startswith("image/")
                else sound % file.id
                for file in files
                if file.mimetype.startswith(("image/", "audio/"))
            )

    @api.model
    def _capture(self, form, files):
        """Store what a telephone sends, once.

        Any internal user may promise something in the street, so this asks for no
        other right.

        :param dict form: texts, see :mod:`pr_office.tools.capture`
        :param files: list of ``(file name, mimetype, bytes)``
        :return: whether it is new
        :raises AccessError: for whoever is not of the house
        """
        if not self.env.user._is_internal():
            raise AccessError(
                self.env._("Commitments are written down by the municipality's staff.")
            )
        commitment_model_sudo = self.sudo()
        uuid = form["uuid"]
        if commitment_model_sudo.search_count([("capture_uuid", "=", uuid)], limit=1):
            return False
        values = self._prepare_captured_values(form, files)
        try:
            with self.env.cr.savepoint():
                commitment_sudo = commitment_model_sudo.create(values)
                commitment_sudo._attach_captured(files)
        except psycopg2.errors.UniqueViolation as error:
            unique = self._capture_uuid_uniq.full_name(self)
            if error.diag.constraint_name != unique:
                raise
            return False
        return True

    def _prepare_captured_values(self, form, files):
        written = fields.Datetime.now() - capture.read_wait(form)
        promised = fields.Datetime.context_timestamp(self, written).date()
        due = capture.read_due(form, promised)
        latitude, longitude = capture.read_position(form)
        return {
            "capture_uuid": form["uuid"],
            "captured_on": written,
            "name": capture.read_text(form, "what", 500)
            or self._get_captured_name(written, files),
            "partner_name": capture.read_text(form, "who", 200),
            "place": capture.read_text(form, "place", 200),
            "latitude": latitude,
            "longitude": longitude,
            # A day chosen in the past was promised then at the latest.
            "date_promised": min(promised, due or promised),
            "date_due": due,
            "user_id": self._get_captured_responsible().id,
        }

    def _get_captured_name(self, written, files):
        when = format_datetime(self.env, written, dt_format="short")
        if any(mimetype.startswith("audio/") for _name, mimetype, _data in files):
            return self.env._("Voice note of %(when)s", when=when)
        return self.env._("Photo of %(when)s", when=when)

    def _get_captured_responsible(self):
        """Return who sees to it: whoever wrote it down.

        What senior management promises is seen to by the head of the office, who
        hands it on.
        """
        user = self.env.user
        manages = self._may_manage()
        if user.has_group("pr_office.group_reader") and not manages:
            return self.env.company.pr_head_user_id
        return user

    def _attach_captured(self, files):
        self.attachment_ids = self.env["ir.attachment"].create(
            [
                {
                    "name": name,
                    "mimetype": mimetype,
                    "datas": base64.b64encode(data),
                    "res_model": self._name,
                    "res_id": self.id,
                }
                for name, mimetype, data in files
            ]
        )
